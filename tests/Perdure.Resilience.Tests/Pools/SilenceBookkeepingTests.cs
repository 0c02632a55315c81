using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Pools;

public sealed class SilenceBookkeepingTests
{
    private static readonly ServicePoolOptions RoundRobin = new() { Balancing = new BalancingOptions { Kind = BalancingKind.RoundRobin } };

    [Fact]
    public void Only_time_in_which_something_waits_is_silence()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a"));
        var given = driver.Select();
        driver.NowMs += 300;
        driver.Complete(given, AttemptResult.Abandoned);
        driver.NowMs += 60_000;
        Assert.Equal(300, driver["a"].SilentMs(driver.NowMs));
        var again = driver.Select();
        driver.NowMs += 200;
        Assert.Equal(500, driver["a"].SilentMs(driver.NowMs));
        driver.Complete(again);
        Assert.Equal(0, driver["a"].SilentMs(driver.NowMs));
        Assert.Equal(0, driver["a"].Unanswered);
    }

    [Fact]
    public void Silent_instance_is_passed_over_until_its_first_answer_and_used_when_nothing_else_is_left()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a", "b"));
        driver.Run(3_000, 300);
        var waiting = Enumerable.Range(0, 3).Select(_ => Waiting(driver)).ToList();
        driver.NowMs += 150;
        Assert.Equal(0, driver.Count(100)["a"]);
        Assert.Equal("a", driver.Select(null, false, driver["b"]).Instance!.Id);
        driver.Complete(waiting[0], ms: 150);
        Assert.Equal(50, driver.Count(100)["a"]);
    }

    [Fact]
    public void One_ejected_for_silence_is_probed_as_soon_as_it_answers()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a", "b"));
        driver.Run(3_000, 300);
        var waiting = Enumerable.Range(0, 3).Select(_ => Waiting(driver)).ToList();
        driver.Run(1_300, 100, i => i.Id == "a" ? AttemptResult.Abandoned : AttemptResult.Success);
        Assert.Equal(InstanceState.Ejected, driver.Snapshot("a").State);
        driver.Complete(waiting[0], ms: 1_300);
        driver.Run(100);
        Assert.Equal(InstanceState.HalfOpen, driver.Snapshot("a").State);
        driver.Count(10);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Restored_one_is_not_ejected_again_for_its_old_silence()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a", "b"));
        driver.Run(3_000, 300);
        for (var i = 0; i < 3; i++) Waiting(driver);
        driver.Run(1_300, 100, i => i.Id == "a" ? AttemptResult.Abandoned : AttemptResult.Success);
        driver.Pool.Restore(driver["a"], driver.NowMs);
        driver.Run(500, 100);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Silence_of_a_few_slow_requests_says_nothing_before_the_usual_is_known()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a", "b"));
        for (var i = 0; i < 3; i++) Waiting(driver);
        driver.Run(5_000);
        Assert.Empty(driver.Events);
        Assert.Equal(50, driver.Count(100)["a"]);
    }

    [Fact]
    public void Service_without_good_probes_is_probed_by_bad_ones_one_at_a_time()
    {
        var driver = new PoolDriver(RoundRobin, PoolDriver.Named("a", "b"));
        for (var i = 0; i < 30; i++) driver.Complete(driver.Select(null, false, driver["b"]), AttemptResult.Reset);
        driver.Run(8_000);
        Assert.Equal(InstanceState.HalfOpen, driver.Snapshot("a").State);
        var probe = driver.Select(avoidProbes: true);
        Assert.True(probe.Permit.IsProbe);
        for (var i = 0; i < 20; i++) Assert.Equal("b", driver.Select(avoidProbes: true).Instance!.Id);
        driver.Complete(probe);
        for (var i = 0; i < 2; i++) driver.Complete(driver.Select(avoidProbes: true));
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    private static Selection Waiting(PoolDriver driver) => driver.Select(null, false, driver["b"]);
}
