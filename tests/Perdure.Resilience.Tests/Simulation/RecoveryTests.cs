using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>No instance loses its share for good by what it once was, whatever kind of requests there are to find out with.</summary>
public sealed class RecoveryTests
{
    public static TheoryData<int, double, double> Pools
    {
        get
        {
            var pools = new TheoryData<int, double, double>();
            foreach (var hosts in new[] { 2, 3, 10 })
                foreach (var perHost in new[] { 10.0, 100.0 })
                    foreach (var posts in new[] { 0.0, 1.0 })
                        pools.Add(hosts, perHost, posts);
            return pools;
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_restarted_instance_with_a_cold_start_has_its_share_again_within_seconds_and_keeps_it(int hosts, double perHost, double posts)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var run = Run(seed, hosts, perHost, posts);
            run.RunUntil(5_000);
            run.Hosts[0].Behaviour = Behaviour.Crashed;
            run.RunUntil(7_000);
            run.Hosts[0].Behaviour = Behaviour.Good;
            run.Hosts[0].ColdAnswers = 8;
            // Ejected until 10 s, half-open until 12 s when there are only bad probes, and the slow start of 3 s.
            run.RunUntil(16_000);
            AssertFairShare(run, seed, 16_000, 46_000);
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_spike_of_latency_costs_the_share_for_seconds_only(int hosts, double perHost, double posts)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var run = Run(seed, hosts, perHost, posts);
            run.RunUntil(5_000);
            run.Hosts[0].ColdAnswers = 1;
            run.RunUntil(20_000);
            AssertFairShare(run, seed, 20_000, 40_000);
        }
    }

    [Fact]
    public void A_slow_instance_is_tried_rarely()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var run = new FaultSimulation(seed, SimulatedLoad.Gauntlet);
            run.RunUntil(3_000);
            run.Hosts[0].Behaviour = Behaviour.Slow;
            run.RunUntil(5_000);
            run.Forget();
            run.RunUntil(35_000);
            Assert.True(run.ShareOf(0) < 0.005, $"seed {seed}: {run.ShareOf(0):P2} went to the slow one");
            Assert.True(run.Latency.Percentile(0.99) < 110_000, $"seed {seed}: p99 {run.Latency.Percentile(0.99)} µs");
        }
    }

    private static FaultSimulation Run(int seed, int hosts, double perHost, double posts) => new(seed, SimulatedLoad.PostsOnly with
    {
        Hosts = hosts, PerSecond = perHost * hosts, Posts = posts, Options = new ServicePoolOptions { SlowStartMs = 3_000 },
    });

    private static void AssertFairShare(FaultSimulation run, int seed, int fromMs, int toMs)
    {
        for (var untilMs = fromMs + 5_000; untilMs <= toMs; untilMs += 5_000)
        {
            run.Forget();
            run.RunUntil(untilMs);
            var ofFair = run.ShareOf(0) * run.Hosts.Count;
            Assert.True(ofFair > 0.6, $"seed {seed}: {ofFair:P0} of its fair share in the 5 s before {untilMs} ms");
        }
    }
}
