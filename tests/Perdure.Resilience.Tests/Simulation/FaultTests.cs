using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>What clients see of the usual faults, on the pool alone: the promises of the main job, over several seeds.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData((int)Behaviour.Crashed, 3)]
    [InlineData((int)Behaviour.Hung, 3)]
    [InlineData((int)Behaviour.BrownOut, 3)]
    [InlineData((int)Behaviour.Resetting, 3)]
    [InlineData((int)Behaviour.Slow, 3)]
    [InlineData((int)Behaviour.Hung, 10)]
    [InlineData((int)Behaviour.BrownOut, 10)]
    public void One_bad_instance_costs_no_request_and_two_seconds_of_latency_at_most(int behaviour, int hosts)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var run = new FaultSimulation(seed, hosts, 100 * hosts);
            run.RunUntil(5_000);
            run.Hosts[0].Behaviour = (Behaviour)behaviour;
            run.RunUntil(7_000);
            var failedEarly = run.Lost;
            run.Forget();
            run.RunUntil(20_000);
            Assert.True(failedEarly + run.Lost == 0, $"seed {seed}: {failedEarly} then {run.Lost} of {run.Requests} failed");
            Assert.True(run.Latency.Percentile(0.99) < 60_000, $"seed {seed}: p99 {run.Latency.Percentile(0.99)} µs");
            Assert.True(run.Attempts <= 1.03 * run.Requests, $"seed {seed}: {run.Attempts} attempts for {run.Requests}");
            Assert.DoesNotContain(run.Events, e => e.Kind == PoolEventKind.Ejected && e.Instance != "i0");
        }
    }

    [Fact]
    public void A_recovered_instance_takes_its_full_share_again()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var run = new FaultSimulation(seed, 3, 300);
            run.RunUntil(5_000);
            run.Hosts[0].Behaviour = (Behaviour)(1 + (seed % 5));
            run.RunUntil(15_000);
            run.Hosts[0].Behaviour = Behaviour.Good;
            run.RunUntil(80_000);
            var shares = run.Pool.Instances.Select(i => i.Snapshot(run.NowMs).RequestsPerSecond).ToList();
            Assert.True(shares[0] > 70, $"seed {seed}: {string.Join(" ", shares)}");
        }
    }
}
