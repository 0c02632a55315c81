using System.Globalization;
using System.Net;
using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Hosts;
using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Idle;
using Perdure.Gauntlet.Rig;

namespace Perdure.Gauntlet.Commands;

/// <summary><c>idle</c>: how much memory Perdure holds for many idle client connections.</summary>
public static class IdleCommand
{
    private const double LimitMb = 300;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>Measures; 0 when it is below the limit and the connections still work afterwards.</summary>
    public static async Task<int> RunAsync(Arguments arguments, TimeProvider time, CancellationToken cancel)
    {
        var count = (int)arguments.Number("connections", 10_000);
        var needed = count + 200;
        if (FileLimit.Soft() < needed) throw new FormatException($"{count} connections need {needed} open files, the limit is {FileLimit.Soft()}; raise it with ulimit -n.");
        var directory = arguments.Required("scratch");
        Directory.CreateDirectory(directory);
        var paths = new GatewayPaths(arguments.Required("peers"), arguments.Required("perdure"));
        await using var rig = await InstanceRig.StartAsync(2, ServiceShape.Usual, _ => "127.0.0.1", directory, 1, time, cancel);
        await using var gateway = await RunningGateway.StartAsync(Contestant.All[0], "gauntlet", paths, rig, directory, time, cancel);
        using var connections = new IdleConnections(new IPEndPoint(IPAddress.Loopback, gateway.Address.Port), time);

        var before = gateway.Usage;
        await connections.OpenAsync(count, cancel);
        var opened = gateway.Usage;
        await Task.Delay(Quiet, time, cancel);
        var idle = gateway.Usage;
        var (alive, asked) = await connections.AskAgainAsync(100, cancel);

        var idleMb = idle.ResidentKiB / 1024.0;
        var cpuPercent = (idle.CpuMs - opened.CpuMs) / Quiet.TotalMilliseconds * 100;
        var passed = idleMb < LimitMb && alive == asked;
        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # {count} idle keep-alive connections

            | | |
            |---|--:|
            | resident memory before, MB | {before.ResidentKiB / 1024.0:0} |
            | with {count} idle connections, MB | {idleMb:0} (limit {LimitMb:0}) |
            | per connection, KiB | {(idle.ResidentKiB - before.ResidentKiB) / (double)count:0.0} |
            | peak while they were opened, MB | {idle.PeakKiB / 1024.0:0} |
            | open files | {idle.Handles} |
            | CPU while idle, % of a core | {cpuPercent:0.0} |
            | connections asked again that answered | {alive} of {asked} |

            {(passed ? "passed" : "FAILED")}

            """);
        await File.WriteAllTextAsync(Path.Combine(arguments.Required("results"), "idle.md"), report, cancel);
        Console.Write(report);
        return passed ? 0 : 1;
    }
}
