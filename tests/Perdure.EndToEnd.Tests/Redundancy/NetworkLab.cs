using System.Diagnostics;
using System.Globalization;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>
/// Machines made of network namespaces on a switch: 192.0.2.1 and 192.0.2.2 are gateways, 192.0.2.100 is a client, which also has the
/// switch. None of it is connected to anything outside. Disposing ends every process in them and removes them.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private const string Client = "client";

    // Namespaces are the machine's: another run of the tests may have its own.
    private static readonly string s_prefix = string.Create(CultureInfo.InvariantCulture, $"perdure-{Environment.ProcessId}");

    private readonly string[] _names = ["gateway-1", "gateway-2", Client];

    public NetworkLab()
    {
        try
        {
            Build();
        }
        catch
        {
            foreach (var name in _names) TryIp("netns", "delete", Of(name));
            throw;
        }
    }

    /// <summary>Whether namespaces can be made here at all.</summary>
    public static bool Possible()
    {
        var name = s_prefix + "-probe";
        var made = TryIp("netns", "add", name) is null;
        if (made) TryIp("netns", "delete", name);
        return made;
    }

    /// <summary>A command line that runs in one of them.</summary>
    public static string[] Inside(string name, string command, params string[] args) => ["netns", "exec", Of(name), command, .. args];

    /// <summary>Starts a process in one of them.</summary>
    public static RunningProcess Start(string name, string folder, string command, params string[] args) =>
        new(Executable.Command("ip", folder, Inside(name, command, args)));

    /// <summary>Whether a machine has the address.</summary>
    public static bool HasAddress(string name, string address) =>
        Output("-n", Of(name), "-4", "-brief", "address", "show", "dev", "eth0").Contains($" {address}/", StringComparison.Ordinal);

    /// <summary>The machine has lost its power: it says and does nothing any more, at once.</summary>
    public static void PowerOff(string name)
    {
        Ip("-n", Of(Client), "link", "set", name, "down");
        KillAll(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            KillAll(name);
            await Eventually.TrueAsync(() => PidsIn(name).Length == 0, $"everything in {name} has ended");
            TryIp("netns", "delete", Of(name));
        }
    }

    private void Build()
    {
        foreach (var name in _names)
        {
            Ip("netns", "add", Of(name));
            Ip("-n", Of(name), "link", "set", "lo", "up");
        }

        Ip("-n", Of(Client), "link", "add", "switch", "type", "bridge");
        Ip("-n", Of(Client), "address", "add", "192.0.2.100/24", "dev", "switch");
        Ip("-n", Of(Client), "link", "set", "switch", "up");
        foreach (var (name, at) in _names.SkipLast(1).Select((name, at) => (name, at + 1)))
        {
            Ip("link", "add", "eth0", "netns", Of(name), "type", "veth", "peer", "name", name, "netns", Of(Client));
            Ip("-n", Of(Client), "link", "set", name, "master", "switch", "up");
            Ip("-n", Of(name), "address", "add", $"192.0.2.{at}/24", "dev", "eth0");
            Ip("-n", Of(name), "link", "set", "eth0", "up");
        }
    }

    private static string Of(string name) => $"{s_prefix}-{name}";

    private static void KillAll(string name)
    {
        foreach (var pid in PidsIn(name)) ProcessSignals.Send(pid, ProcessSignal.Kill);
    }

    private static int[] PidsIn(string name) =>
    [
        .. Output("netns", "pids", Of(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
    ];

    private static void Ip(params string[] args)
    {
        if (TryIp(args) is { } problem) throw new InvalidOperationException($"ip {string.Join(' ', args)}: {problem}");
    }

    private static string? TryIp(params string[] args)
    {
        using var process = Start(args);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }

    private static string Output(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Process Start(string[] args) =>
        Process.Start(new ProcessStartInfo("ip", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
