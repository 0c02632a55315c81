namespace Perdure.Torture.Rig;

/// <summary>How a member of the real etcd is started on a host.</summary>
internal static class EtcdMember
{
    public const int ClientPort = 2379;
    private const int PeerPort = 2380;

    /// <summary>The member of one host out of so many.</summary>
    public static Child On(string network, int host, int hosts, string folder)
    {
        var address = Network.AddressOf(host);
        var cluster = string.Join(',', Enumerable.Range(1, hosts).Select(other => $"e{other}=http://{Network.AddressOf(other)}:{PeerPort}"));
        return new Child($"etcd-{host}", folder, Network.Inside(
            Network.HostOf(network, host),
            "etcd", "--name", $"e{host}", "--data-dir", Path.Combine(folder, $"etcd-{host}"),
            "--listen-client-urls", $"http://{address}:{ClientPort}", "--advertise-client-urls", $"http://{address}:{ClientPort}",
            "--listen-peer-urls", $"http://{address}:{PeerPort}", "--initial-advertise-peer-urls", $"http://{address}:{PeerPort}",
            "--initial-cluster", cluster, "--heartbeat-interval", "100", "--election-timeout", "1000", "--log-level", "error"));
    }

    /// <summary>The client URLs of all members.</summary>
    public static IEnumerable<string> Endpoints(int hosts) =>
        Enumerable.Range(1, hosts).Select(host => $"http://{Network.AddressOf(host)}:{ClientPort}");

    /// <summary>The host of the leader, as the first member that answers says; 0 when none does.</summary>
    public static int LeaderHost(int hosts)
    {
        for (var host = 1; host <= hosts; host++)
        {
            var (exitCode, output) = Shell.Try(
                "etcdctl", "--endpoints", $"http://{Network.AddressOf(host)}:{ClientPort}", "--command-timeout", "1s", "endpoint", "status", "-w", "json");
            if (exitCode != 0)
                continue;
            using var json = System.Text.Json.JsonDocument.Parse(output);
            var status = json.RootElement[0].GetProperty("Status");
            // A member that knows no leader leaves the number out.
            if (status.TryGetProperty("leader", out var leader) &&
                status.TryGetProperty("header", out var header) && header.TryGetProperty("member_id", out var member) &&
                member.GetUInt64() == leader.GetUInt64())
                return host;
        }

        return 0;
    }
}
