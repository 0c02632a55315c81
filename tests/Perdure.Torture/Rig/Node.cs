namespace Perdure.Torture.Rig;

/// <summary>A Perdure node on a host, with a wall clock of its own that can be stepped.</summary>
internal sealed class Node : IDisposable
{
    public const int AdminPort = 9090;
    public const int WebPort = 8080;
    public const string Token = "torture-operator-token";
    private const string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private readonly string _clockFile;

    private Node(int host, Child process, string clockFile) => (Host, Process, _clockFile) = (host, process, clockFile);

    public int Host { get; }

    public Child Process { get; }

    /// <summary>Where it is administered.</summary>
    public Uri Admin => AdminOf(Host);

    public static Uri AdminOf(int host) => new($"http://{Network.AddressOf(host)}:{AdminPort}");

    public static Node On(string network, int host, int hosts, string folder)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, $"node-{host}")).FullName;
        File.WriteAllText(Path.Combine(home, "perdure.yaml"), SystemFile(host, hosts));
        var clockFile = Path.Combine(home, "clock");
        File.WriteAllText(clockFile, "+0");
        var environment = new Dictionary<string, string>();
        // The node's wall clock only: its monotonic clocks are the machine's, as they are on a host whose time is set.
        if (File.Exists(FakeTime))
        {
            environment["LD_PRELOAD"] = FakeTime;
            environment["FAKETIME_TIMESTAMP_FILE"] = clockFile;
            environment["FAKETIME_NO_CACHE"] = "1";
            environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
            environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        }

        var command = Network.Inside(
            Network.HostOf(network, host), Path.Combine(AppContext.BaseDirectory, "perdure"), "run", Path.Combine(home, "perdure.yaml"));
        return new Node(host, new Child($"node-{host}-process", home, command, environment), clockFile);
    }

    /// <summary>Steps the wall clock to so many seconds beside the true time.</summary>
    public void StepClock(int seconds)
    {
        File.WriteAllText(_clockFile + ".new", FormattableString.Invariant($"{seconds:+0;-0;+0}"));
        File.Move(_clockFile + ".new", _clockFile, overwrite: true);
    }

    public void Dispose() => Process.Dispose();

    private static string SystemFile(int host, int hosts) => $$"""
        system: torture
        node: { id: node-{{host}}, data: ./data }
        listeners:
          - { name: web, address: "{{Network.AddressOf(host)}}:{{WebPort}}" }
        admin:
          address: "{{Network.AddressOf(host)}}:{{AdminPort}}"
          tokens: [{ name: torture, role: operator, token: "{{Token}}" }]
        coordination:
          engine: etcd
          endpoints: [{{string.Join(", ", EtcdMember.Endpoints(hosts).Select(url => $"\"{url}\""))}}]
          ttl: 3s
        services:
          shop:
            instances:
              - { id: shop-1, url: "http://127.0.0.1:9" }
              - { id: shop-2, url: "http://127.0.0.1:10" }
        flags:
          alpha: { default: on }
          beta: { default: off }
        routes:
          - { name: all, match: { path: /* }, service: shop }

        """;
}
