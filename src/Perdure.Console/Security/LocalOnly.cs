using System.Net;
using Microsoft.AspNetCore.Http;

namespace Perdure.Console.Security;

/// <summary>
/// The rule of a node without tokens: the connection comes from this machine, and the Host header names it. The second half
/// stops DNS rebinding, where a page of a foreign site has its own name resolve to 127.0.0.1 and so passes as same-origin.
/// </summary>
internal static class LocalOnly
{
    /// <summary>Whether a request passes.</summary>
    public static bool Allows(IPAddress? remote, HostString host) =>
        remote is not null && IsLoopback(remote) && NamesThisMachine(host.Host);

    private static bool NamesThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
