using System.Globalization;

namespace Perdure.Torture.Rig;

/// <summary>
/// Hosts with a network of their own: a namespace each, joined by a bridge in one more namespace, the hub, where the torture itself runs. Nothing
/// of it touches the machine's own network. Removed when disposed of, also after a failure.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly string _name;
    private readonly int _hosts;

    /// <summary>Makes the namespaces. Takes root.</summary>
    public Network(string name, int hosts)
    {
        (_name, _hosts) = (name, hosts);
        try
        {
            Make();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The namespace that sees all hosts.</summary>
    public string Hub => _name + "-hub";

    /// <summary>The namespace of a host, 1 to n.</summary>
    public static string HostOf(string name, int host) => string.Create(CultureInfo.InvariantCulture, $"{name}-h{host}");

    /// <summary>The address of a host; 0 is the hub's.</summary>
    public static string AddressOf(int host) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{(host == 0 ? 254 : host)}");

    /// <summary>The command that runs another one in a namespace; the process started is the command itself.</summary>
    public static string[] Inside(string space, params string[] command) => ["ip", "netns", "exec", space, .. command];

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var host = 1; host <= _hosts; host++)
            Shell.Try("ip", "netns", "del", HostOf(_name, host));
        Shell.Try("ip", "netns", "del", Hub);
    }

    private void Make()
    {
        Shell.Run("ip", "netns", "add", Hub);
        Shell.Run("ip", "-n", Hub, "link", "set", "lo", "up");
        Shell.Run("ip", "-n", Hub, "link", "add", "br0", "type", "bridge");
        Shell.Run("ip", "-n", Hub, "addr", "add", AddressOf(0) + "/24", "dev", "br0");
        Shell.Run("ip", "-n", Hub, "link", "set", "br0", "up");
        for (var host = 1; host <= _hosts; host++)
        {
            var (space, port) = (HostOf(_name, host), PortOf(host));
            Shell.Run("ip", "netns", "add", space);
            Shell.Run("ip", "-n", space, "link", "set", "lo", "up");
            Shell.Run("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", port, "netns", Hub);
            Shell.Run("ip", "-n", Hub, "link", "set", port, "master", "br0");
            Shell.Run("ip", "-n", Hub, "link", "set", port, "up");
            Shell.Run("ip", "-n", space, "addr", "add", AddressOf(host) + "/24", "dev", "eth0");
            Shell.Run("ip", "-n", space, "link", "set", "eth0", "up");
        }
    }

    /// <summary>The hub's end of a host's cable.</summary>
    public static string PortOf(int host) => string.Create(CultureInfo.InvariantCulture, $"p{host}");
}
