namespace Perdure.Console.Nodes;

/// <summary>One socket that is open for clients.</summary>
/// <param name="Name">The name in the system file.</param>
/// <param name="Protocol"><c>http</c>.</param>
/// <param name="Address">Address and port actually bound.</param>
/// <param name="Tls">Whether clients must speak TLS.</param>
public sealed record ListenerStatus(string Name, string Protocol, string Address, bool Tls);
