using System.Collections.Immutable;
using Perdure.Demo.Scenarios;
using Perdure.Demo.Stage;
using Perdure.Demo.Traffic;

namespace Perdure.Demo;

/// <summary>Plays the scenarios one after another under a load that never pauses. Its state may be read at any time.</summary>
internal sealed class DemoSession(TimeProvider time, DemoStage stage, DemoTraffic traffic, ImmutableArray<DemoScenario> scenarios)
{
    private static readonly TimeSpan InstancePoll = TimeSpan.FromMilliseconds(500);

    private volatile IReadOnlyList<DemoInstance> _instances = [];

    /// <summary>What clients have seen so far.</summary>
    public IReadOnlyList<PhaseRow> Rows => traffic.Rows();

    /// <summary>The instances as the node last showed them.</summary>
    public IReadOnlyList<DemoInstance> Instances => _instances;

    /// <summary>Plays everything and waits for the last answers.</summary>
    /// <exception cref="DemoException">A scenario can't be played.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        traffic.Begin(scenarios[0], PhasePart.Whole);
        var load = traffic.RunAsync(stop.Token);
        var watch = WatchAsync(stop.Token);
        try
        {
            using var faults = new DemoFaults(stage.Admin);
            foreach (var scenario in scenarios)
            {
                using var leaves = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                var crowd = scenario.Fault == DemoFault.Crowd ? traffic.CrowdAsync(leaves.Token) : Task.CompletedTask;
                try
                {
                    await PlayAsync(scenario, faults, cancel);
                }
                finally
                {
                    await leaves.CancelAsync();
                    await crowd;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(load, watch);
        }
    }

    private async Task PlayAsync(DemoScenario scenario, DemoFaults faults, CancellationToken cancel)
    {
        // The phase first: what the fault harms belongs to it, also when it harms at once.
        if (scenario != scenarios[0]) traffic.Begin(scenario, scenario.HasOnset ? PhasePart.Onset : PhasePart.Whole);
        await faults.BeginAsync(scenario, cancel);
        if (scenario.HasOnset)
        {
            await Task.Delay(DemoScenarios.Onset, time, cancel);
            traffic.Begin(scenario, PhasePart.Rest);
            await Task.Delay(scenario.Length - DemoScenarios.Onset, time, cancel);
        }
        else
        {
            await Task.Delay(scenario.Length, time, cancel);
        }
        await faults.EndAsync(cancel);
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                _instances = await stage.Admin.InstancesAsync(cancel);
                await Task.Delay(InstancePoll, time, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Only a picture of the instances is missing; the next one may come.
                await Task.Delay(InstancePoll, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
