namespace Perdure.TakeOver;

/// <summary>A listening socket as an offer names it; the sockets themselves come with the message, in the same order.</summary>
/// <param name="Name">The listener's name in the system file, or what the socket is for.</param>
/// <param name="Address">The address as declared, such as <c>0.0.0.0:80</c>.</param>
internal sealed record OfferedSocket(string Name, string Address);
