using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>One gateway machine of a <see cref="NetworkLab"/>: an instance, a node, and keepalived with the shipped configuration.</summary>
internal sealed class VirtualMachine : IAsyncDisposable
{
    /// <summary>The address that moves between the machines.</summary>
    public const string SharedAddress = "192.0.2.10";

    private const string InstancePort = "8001";

    private readonly string _name;
    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningProcess> _processes = [];
    private RunningProcess? _keepalived;

    public VirtualMachine(string name)
    {
        _name = name;
        _folder.Write("perdure.yaml", $$"""
            system: shop
            node: { id: {{name}} }
            listeners:
              - { name: web, address: "0.0.0.0:80" }
            services:
              shop:
                timeouts: { connect: 30s, attempt: 30s, request: 60s }
                instances:
                  - { id: local, url: "http://127.0.0.1:{{InstancePort}}" }
            routes:
              - { name: all, match: { path: /* }, service: shop }

            """);
    }

    public RunningProcess Node { get; private set; } = null!;

    public bool HasSharedAddress => NetworkLab.HasAddress(_name, SharedAddress);

    /// <summary>What to look at when a test fails.</summary>
    public string Explanation => $"{_name}, the node:\n{Node?.LogTail}\n{_name}, keepalived:\n{_keepalived?.LogTail}";

    public async Task StartAsync()
    {
        _processes.Add(NetworkLab.Start(_name, _folder.Path, Executable.Instance, "payments", "--port", InstancePort, "--id", "local"));
        await StartNodeAsync();
        StartKeepalived();
    }

    public async Task StartNodeAsync()
    {
        Node = NetworkLab.Start(_name, _folder.Path, Executable.Perdure, "run", "perdure.yaml");
        _processes.Add(Node);
        await Eventually.TrueAsync(() => Node.HasExited || Node.Log.Contains("node-started", StringComparison.Ordinal), $"{_name} starts");
        Assert.False(Node.HasExited, Node.LogTail);
    }

    /// <summary>As if the machine were gone.</summary>
    public void PowerOff() => NetworkLab.PowerOff(_name);

    /// <summary>Waits until keepalived would take the address if it were free.</summary>
    public Task StandsByAsync() => Eventually.TrueAsync(
        () => _keepalived!.Log.LastIndexOf("Entering BACKUP STATE", StringComparison.Ordinal) >
            _keepalived.Log.LastIndexOf("Entering FAULT STATE", StringComparison.Ordinal),
        $"{_name} stands by");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            // ip(8) becomes the command, so these are the processes themselves.
            if (!process.HasExited) process.Send(ProcessSignal.Kill);
            await process.DisposeAsync();
        }

        if (_keepalived is not null)
        {
            // It ends its own child.
            if (!_keepalived.HasExited) _keepalived.Send(ProcessSignal.Terminate);
            await _keepalived.EndedAsync();
            await _keepalived.DisposeAsync();
        }

        _folder.Dispose();
    }

    private void StartKeepalived()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException();
        var example = Path.Combine(AppContext.BaseDirectory, "keepalived");
        // The shipped files as they are, but for where the script lies: keepalived runs it as nobody, who must be able to read it.
        var script = _folder.Write("check-perdure.sh", File.ReadAllText(Path.Combine(example, "check-perdure.sh")));
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        var text = File.ReadAllText(Path.Combine(example, _name, "keepalived.conf"));
        Assert.Contains("/etc/keepalived/check-perdure.sh", text, StringComparison.Ordinal);
        var file = _folder.Write("keepalived.conf", text.Replace("/etc/keepalived/check-perdure.sh", script, StringComparison.Ordinal));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _keepalived = NetworkLab.Start(
            _name, _folder.Path, "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", file,
            "--pid", _folder.File("keepalived.pid"), "--vrrp_pid", _folder.File("vrrp.pid"));
    }
}
