namespace Perdure.Torture.Rig;

/// <summary>Cuts and mends what joins the hosts of a <see cref="Network"/>; called from inside its hub.</summary>
internal sealed class Cables(string network)
{
    /// <summary>Takes a host off the network: packets vanish in both directions, connections just go silent.</summary>
    public void Cut(int host) => Shell.Run("ip", "link", "set", Network.PortOf(host), "down");

    /// <summary>Puts it back.</summary>
    public void Mend(int host) => Shell.Run("ip", "link", "set", Network.PortOf(host), "up");

    /// <summary>Lets packets from one host to another vanish; the rest of the network stays whole, as in a half-broken switch.</summary>
    public void CutBetween(int from, int to) =>
        Shell.Run("ip", "-n", Network.HostOf(network, from), "route", "replace", "blackhole", Network.AddressOf(to) + "/32");

    /// <summary>Mends it.</summary>
    public void MendBetween(int from, int to) =>
        Shell.Try("ip", "-n", Network.HostOf(network, from), "route", "del", "blackhole", Network.AddressOf(to) + "/32");
}
