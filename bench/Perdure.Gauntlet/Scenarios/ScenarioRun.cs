using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Results;
using Perdure.Gauntlet.Rig;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>Takes one contestant through one scenario, with processes of its own that all end with the run.</summary>
public sealed class ScenarioRun(GatewayPaths paths, string scratch, PhaseLengths lengths, double ratePerSecond, TimeProvider time)
{
    private const int Instances = 10;

    /// <summary>Instances read what has queued up in their sockets before their logs are read.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs it.</summary>
    public async Task<RunResult> RunAsync(Scenario scenario, Contestant contestant, int seed, CancellationToken cancel)
    {
        var directory = Path.Combine(scratch, $"{scenario.Id}-{contestant.Name}-{seed}");
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        // Everything random depends on the seed and the scenario alone, so each contestant meets the same victim and arrivals.
        var victims = scenario.Victims(new Random(scenario.Id.Aggregate(seed, static (hash, c) => unchecked(hash * 31 + c))));
        await using var rig = await InstanceRig.StartAsync(Instances, n => scenario.Host(n, victims), directory, (ulong)seed, time, cancel);
        try
        {
            await using var gateway = await RunningGateway.StartAsync(contestant, paths, rig, directory, time, cancel);
            return await MeasureAsync(scenario, contestant, seed, victims, rig, gateway, cancel);
        }
        catch (GatewayStartException e)
        {
            return new RunResult { Scenario = scenario.Id, Contestant = contestant.Name, Seed = seed, Rate = ratePerSecond, NotStarted = e.Message };
        }
    }

    private async Task<RunResult> MeasureAsync(
        Scenario scenario, Contestant contestant, int seed, int[] victims, InstanceRig rig, RunningGateway gateway, CancellationToken cancel)
    {
        var fault = scenario.Fault * lengths.FaultScale;
        var options = new TrafficOptions
        {
            RatePerSecond = ratePerSecond,
            Seed = (ulong)seed,
            Length = lengths.WarmUp + fault + lengths.Recovery,
            BodyBytes = scenario.BodyBytes,
        };
        using var traffic = new ClientTraffic(gateway.Address, options, time);
        var context = new FaultContext(rig, [.. victims.Select(n => rig.Instances[n - 1])], traffic, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var before = gateway.Usage;
        var load = traffic.RunAsync(stop.Token);
        await Task.Delay(lengths.WarmUp, time, cancel);

        var onset = ExecutionLog.NowMs(time);
        await AttackAsync(scenario, context, fault, cancel);
        scenario.Repair(context);
        var repaired = ExecutionLog.NowMs(time);

        await Task.Delay(lengths.Recovery, time, cancel);
        var end = ExecutionLog.NowMs(time);
        await stop.CancelAsync();
        var lateMs = await load;
        await Task.Delay(Settle, time, cancel);
        var after = gateway.Usage;
        var log = rig.Instances.SelectMany(i => ExecutionRecord.Read(i.Address.Number, i.LogPath)).ToList();
        var result = RunAnalysis.Analyse(scenario, victims, new Timeline(onset, repaired, end), traffic.Samples, log);
        return result with
        {
            Contestant = contestant.Name,
            Seed = seed,
            Rate = ratePerSecond,
            CpuUsPerRequest = (after.CpuMs - before.CpuMs) * 1000 / Math.Max(1, traffic.Samples.Count),
            PeakMb = after.PeakKiB / 1024.0,
            GeneratorLateMs = lateMs,
        };
    }

    private async Task AttackAsync(Scenario scenario, FaultContext context, TimeSpan length, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var over = Task.Delay(length, time, cancel);
        var attack = scenario.Attack(context, ending.Token);
        await over;
        await ending.CancelAsync();
        try
        {
            await attack;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // An attack that lasts is ended by the clock.
        }
    }
}
