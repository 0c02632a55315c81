using System.Globalization;
using System.Net;
using Perdure.Model;

namespace Perdure.Nodes.Coordination;

/// <summary>By which host and port others reach what a node has bound.</summary>
internal static class PeerAddress
{
    /// <summary>Where the node's peer server is reached: as the file says, otherwise as <see cref="Of"/> has it.</summary>
    public static string OfPeers(IPEndPoint bound, SystemModel own) =>
        own.Coordination.Peers.Advertise is { Length: > 0 } said ? said : Of(bound, own.Node.Address);

    /// <summary>The bound address; when that is all addresses, the node's own with the bound port.</summary>
    public static string Of(IPEndPoint bound, string nodeAddress)
    {
        if (!bound.Address.Equals(IPAddress.Any) && !bound.Address.Equals(IPAddress.IPv6Any))
            return bound.ToString();
        var host = IPAddress.TryParse(nodeAddress, out var ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{nodeAddress}]"
            : nodeAddress;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{bound.Port}");
    }
}
