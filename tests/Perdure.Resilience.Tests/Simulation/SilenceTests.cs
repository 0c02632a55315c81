using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>A hung instance is found by its silence: how many requests it gets that can't be repeated, whatever the policy and the clients' patience.</summary>
public sealed class SilenceTests
{
    [Theory]
    [InlineData(2, 20, 3)]
    [InlineData(2, 100, 3)]
    [InlineData(2, 300, 4)]
    [InlineData(3, 20, 3)]
    [InlineData(3, 300, 4)]
    public void Two_choices_leaves_a_hung_one_at_once(int hosts, int perSecond, int most)
    {
        foreach (var deadlineMs in new[] { 1_000, 60_000 })
            for (var seed = 1; seed <= 10; seed++)
            {
                var (first, later) = SentToHung(seed, BalancingKind.TwoChoices, hosts, perSecond, deadlineMs);
                Assert.True(first <= most, $"seed {seed}, deadline {deadlineMs}: {first} in 3 s");
                Assert.True(later <= 5, $"seed {seed}, deadline {deadlineMs}: {later} in the next 17 s");
            }
    }

    [Theory]
    [InlineData(BalancingKind.RoundRobin)]
    [InlineData(BalancingKind.LeastRequests)]
    [InlineData(BalancingKind.Random)]
    [InlineData(BalancingKind.IpHash)]
    [InlineData(BalancingKind.ConsistentHash)]
    public void Every_policy_leaves_a_hung_one_within_a_tenth_of_a_second(BalancingKind kind)
    {
        foreach (var deadlineMs in new[] { 1_000, 60_000 })
            for (var seed = 1; seed <= 5; seed++)
            {
                var (first, later) = SentToHung(seed, kind, 3, 300, deadlineMs);
                Assert.True(first <= 25, $"seed {seed}, deadline {deadlineMs}: {first} in 3 s");
                Assert.True(later <= 5, $"seed {seed}, deadline {deadlineMs}: {later} in the next 17 s");
            }
    }

    [Fact]
    public void Impatient_clients_do_not_hide_a_hung_one()
    {
        var run = new FaultSimulation(1, SimulatedLoad.PostsOnly with { DeadlineMs = 300, Options = Balanced(BalancingKind.RoundRobin) });
        run.RunUntil(10_000);
        run.Hosts[0].Behaviour = Behaviour.Hung;
        run.RunUntil(12_500);
        var ejected = Assert.Single(run.Events, e => e.Kind == PoolEventKind.Ejected);
        Assert.Equal("i0", ejected.Instance);
        Assert.StartsWith("no answer for", ejected.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_of_all_ejects_nobody()
    {
        var run = new FaultSimulation(1, SimulatedLoad.PostsOnly with { Hosts = 4, Options = Balanced(BalancingKind.RoundRobin) });
        run.RunUntil(10_000);
        foreach (var host in run.Hosts) host.Behaviour = Behaviour.Hung;
        run.RunUntil(12_000);
        foreach (var host in run.Hosts) host.Behaviour = Behaviour.Good;
        run.RunUntil(13_000);
        Assert.Empty(run.Events);
        run.Forget();
        run.RunUntil(20_000);
        Assert.Equal(0, run.Lost);
    }

    private static (int First, int Later) SentToHung(int seed, BalancingKind kind, int hosts, int perSecond, int deadlineMs)
    {
        var run = new FaultSimulation(
            seed, SimulatedLoad.PostsOnly with { Hosts = hosts, PerSecond = perSecond, DeadlineMs = deadlineMs, Options = Balanced(kind) });
        run.RunUntil(15_000);
        run.Forget();
        run.Hosts[0].Behaviour = Behaviour.Hung;
        run.RunUntil(18_000);
        var first = run.Sent[0];
        run.RunUntil(35_000);
        return (first, run.Sent[0] - first);
    }

    private static ServicePoolOptions Balanced(BalancingKind kind) => new() { Balancing = new BalancingOptions { Kind = kind } };
}
