using System.Net;

namespace Perdure.Gateway.Hosting;

/// <summary>A listener of the system file and the address it is really bound to (a port of 0 asks for any free one).</summary>
/// <param name="Name">The listener's name in the system file.</param>
/// <param name="Address">The address that clients connect to.</param>
/// <param name="Tls">Whether the listener speaks TLS.</param>
public sealed record BoundListener(string Name, IPEndPoint Address, bool Tls)
{
    /// <summary>When its certificate ends; null without TLS.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }
}
