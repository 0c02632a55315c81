using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Results;
using Perdure.Gauntlet.Rig;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>Takes one contestant through one scenario, with processes of its own that all end with the run.</summary>
/// <param name="paths">Where contestants are.</param>
/// <param name="scratch">Directory for what runs write.</param>
/// <param name="lengths">How long phases take.</param>
/// <param name="ratePerSecond">Requests per second, where a scenario has none of its own.</param>
/// <param name="samples">Directory for a table of all requests of each run; null: none is written.</param>
/// <param name="time">The clock.</param>
public sealed class ScenarioRun(GatewayPaths paths, string scratch, PhaseLengths lengths, double ratePerSecond, string? samples, TimeProvider time)
{
    private const int Instances = 10;

    /// <summary>Many enough that no bound on a single client's connections is met.</summary>
    private const int ClientAddresses = 32;

    /// <summary>The part of a warm-up, its end, that is the base of an overload.</summary>
    private const double OverloadBase = 4.0 / 7;

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
        await using var rig = await InstanceRig.StartAsync(Instances, scenario.Shape, n => scenario.Host(n, victims), directory, (ulong)seed, time, cancel);
        try
        {
            // Without a gateway, so that one that starves the machine can't make the capacity look small.
            double? capacity = scenario.Overload is null ? null : await CapacityProbe.PerSecondAsync(rig, scenario.Shape, time, cancel);
            await using var gateway = await RunningGateway.StartAsync(contestant, scenario.Setting, paths, rig, directory, time, cancel);
            return await MeasureAsync(scenario, contestant, seed, victims, rig, gateway, capacity, cancel);
        }
        catch (GatewayStartException e)
        {
            return new RunResult { Scenario = scenario.Id, Contestant = contestant.Name, Seed = seed, Rate = RateOf(scenario), NotStarted = e.Message };
        }
    }

    private async Task<RunResult> MeasureAsync(
        Scenario scenario, Contestant contestant, int seed, int[] victims, InstanceRig rig, RunningGateway gateway, double? capacity, CancellationToken cancel)
    {
        var fault = scenario.Fault * lengths.FaultScale;
        var warmUp = scenario.Overload is { } plan ? plan.WarmUp * lengths.FaultScale : lengths.WarmUp;
        var recovery = scenario.Overload is { } other ? other.Recovery * lengths.FaultScale : lengths.Recovery;
        var options = TrafficOf(scenario, seed, warmUp, fault) with { Length = warmUp + fault + recovery };
        using var traffic = new ClientTraffic(gateway.Address, options, time);
        var context = new FaultContext(rig, [.. victims.Select(n => rig.Instances[n - 1])], traffic, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var before = gateway.Usage;
        var load = traffic.RunAsync(stop.Token);
        await Task.Delay(warmUp, time, cancel);

        var onset = ExecutionLog.NowMs(time);
        await AttackAsync(scenario, context, fault, cancel);
        scenario.Repair(context);
        var repaired = ExecutionLog.NowMs(time);

        await Task.Delay(recovery, time, cancel);
        var end = ExecutionLog.NowMs(time);
        await stop.CancelAsync();
        var lateMs = await load;
        await Task.Delay(Settle, time, cancel);
        var after = gateway.Usage;
        var log = rig.Instances.SelectMany(i => ExecutionRecord.Read(i.Address.Number, i.LogPath)).ToList();
        var timeline = new Timeline(onset - (warmUp * OverloadBase).TotalMilliseconds, onset, repaired, end);
        var result = RunAnalysis.Analyse(scenario, victims, timeline, traffic.Samples, log);
        if (samples is not null) SampleFile.Write(Path.Combine(samples, $"samples-{scenario.Id}-{contestant.Name}-{seed}.csv"), traffic.Samples, onset);
        if (capacity is { } perSecond) result = OverloadAnalysis.Add(result, scenario, timeline, traffic.Samples, perSecond);
        if (context.Stampedes.Count > 0) result = result with { Stampede = StampedeFigures.Of(context.Stampedes, log) };
        return result with
        {
            Contestant = contestant.Name,
            Seed = seed,
            Rate = options.RatePerSecond,
            CpuUsPerRequest = (after.CpuMs - before.CpuMs) * 1000 / Math.Max(1, traffic.Samples.Count),
            PeakMb = after.PeakKiB / 1024.0,
            GeneratorLateMs = lateMs,
        };
    }

    private TrafficOptions TrafficOf(Scenario scenario, int seed, TimeSpan warmUp, TimeSpan fault)
    {
        var usual = new TrafficOptions { RatePerSecond = RateOf(scenario), Seed = (ulong)seed, Length = fault, BodyBytes = scenario.BodyBytes };
        if (scenario.Overload is not { } plan) return usual;
        var (from, to) = (warmUp.TotalMilliseconds, (warmUp + fault).TotalMilliseconds);
        return usual with
        {
            // Nothing that the client's own retries would do twice: duplicates are not the question here.
            PostPerCent = 0,
            Retries = plan.Retries,
            Classes = plan.Classes,
            Addresses = ClientAddresses,
            Profile = ms => (ms >= from && ms < to ? plan.LoadDuring : plan.LoadOutside) / plan.Peak,
        };
    }

    private double RateOf(Scenario scenario) =>
        scenario.Overload is { } plan ? plan.Peak * scenario.Shape.PerSecond * Instances : scenario.Rate ?? ratePerSecond;

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
