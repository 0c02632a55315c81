using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Pools;

public sealed class ServicePoolTests
{
    private static readonly ServicePoolOptions Options = new();

    [Fact]
    public void Failures_to_select_are_told_apart()
    {
        Assert.Equal(SelectionFailure.NoInstances, new PoolDriver(Options).Select().Failure);
        var driver = new PoolDriver(Options, PoolDriver.Named("a"));
        Assert.Equal(SelectionFailure.AllTried, driver.Select(null, false, driver["a"]).Failure);
        driver.Pool.ForceBreaker(driver["a"], BreakerMode.Open, driver.NowMs);
        Assert.Equal(SelectionFailure.AllUnavailable, driver.Select().Failure);
        driver.Pool.Drain(driver["a"], driver.NowMs);
        Assert.Equal(SelectionFailure.AllDrained, driver.Select().Failure);
    }

    [Fact]
    public void All_dead_is_refused_at_once_and_good_again_within_a_second_of_the_first_return()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b", "c"));
        driver.Run(3_000, 300);
        driver.Run(60_000, 300, _ => AttemptResult.ConnectFailed);
        var refused = 0;
        for (var i = 0; i < 100; i++)
            if (!driver.Select().Selected)
                refused++;
        Assert.True(refused >= 97);
        Assert.True(driver.Select().RetryAfterMs > 0);
        driver.Run(1_500, 300, i => i.Id == "a" ? AttemptResult.Success : AttemptResult.ConnectFailed);
        driver.Run(2_000, 300, i => i.Id == "a" ? AttemptResult.Success : AttemptResult.ConnectFailed);
        Assert.True(driver.Count(100)["a"] >= 97);
    }

    [Fact]
    public void Passing_check_brings_probes_forward_and_traffic_closes_the_breaker()
    {
        var driver = new PoolDriver(Options with { OutlierDetection = null }, PoolDriver.Named("a", "b"));
        driver.Run(2_000, 200, i => i.Id == "a" ? AttemptResult.Failure : AttemptResult.Success);
        for (var i = 0; i < 500 && driver["a"].Breaker.State == BreakerState.Closed; i++)
            driver.Complete(driver.Select(null, false, driver["b"]), AttemptResult.Failure);
        Assert.Equal(InstanceState.BreakerOpen, driver.Snapshot("a").State);
        driver.NowMs += 1_000;
        driver.Pool.ReportCheck(driver["a"], true, driver.NowMs);
        Assert.Equal(InstanceState.HalfOpen, driver.Snapshot("a").State);
        driver.Count(10);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Instance_that_refuses_connections_is_asked_again_soon_and_less_often_the_longer_it_lasts()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b", "c"));
        driver.Run(1_000, 100);
        var asked = new List<long>();
        var began = driver.NowMs;
        driver.Run(60_000, 100, instance =>
        {
            if (instance.Id != "a") return AttemptResult.Success;
            asked.Add(driver.NowMs - began);
            return AttemptResult.ConnectFailed;
        });
        Assert.InRange(asked.Count(at => at < 8_000), 10, 60);
        Assert.InRange(asked.Count(at => at >= 8_000), 3, 80);

        driver.Run(9_000, 100);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Instance_that_was_started_again_within_a_second_is_back_within_three()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b", "c"));
        driver.Run(1_000, 100);
        driver.Run(1_000, 100, instance => instance.Id == "a" ? AttemptResult.ConnectFailed : AttemptResult.Success);
        driver.Run(2_000, 100);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Long_answer_proves_what_it_should_when_it_begins()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b"));
        for (var i = 0; i < 30; i++) driver.Complete(driver.Select(null, false, driver["b"]), AttemptResult.Reset);
        driver.Run(6_000);
        var probes = Enumerable.Range(0, 3).Select(_ => driver.Select(null, false, driver["b"])).ToList();
        Assert.All(probes, probe => Assert.True(probe.Permit.IsProbe));

        foreach (var probe in probes) driver.Pool.Answered(probe, 5_000, driver.NowMs);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);

        driver.NowMs += 60_000;
        foreach (var probe in probes) driver.Complete(probe, AttemptResult.Success);
        driver.Pool.Sweep(driver.NowMs);
        Assert.Equal(InstanceState.Available, driver.Snapshot("a").State);
        Assert.Equal(0, driver["a"].InFlight);
    }

    [Fact]
    public void Probes_go_to_first_attempts_that_can_be_repeated_unless_nothing_else_is_left()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b"));
        for (var i = 0; i < 30; i++) driver.Complete(driver.Select(null, false, driver["b"]), AttemptResult.Reset);
        driver.Run(6_000);
        Assert.Equal(InstanceState.HalfOpen, driver.Snapshot("a").State);
        for (var i = 0; i < 20; i++) Assert.Equal("b", driver.Select(avoidProbes: true).Instance!.Id);
        driver.Pool.Drain(driver["b"], driver.NowMs);
        var probe = driver.Select(avoidProbes: true);
        Assert.Equal("a", probe.Instance!.Id);
        Assert.True(probe.Permit.IsProbe);
        Assert.InRange(probe.ProbeTimeoutMs, 1, 5_000);
    }

    [Fact]
    public void Checks_count_rise_and_fall_and_recovery_is_ramped()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b", "c"));
        Assert.Null(driver.Snapshot("a").CheckPassing);
        Check(driver, "a", false, false, true, false, false);
        Assert.Equal(InstanceState.Available, driver.Snapshot("a").State);
        Check(driver, "a", false);
        Assert.Equal(InstanceState.Unhealthy, driver.Snapshot("a").State);
        Assert.Equal(0, driver.Count(100)["a"]);
        Check(driver, "a", true, true);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
        Assert.InRange(driver.Snapshot("a").EffectiveWeight, 0.1, 0.11);
        driver.Run(15_000);
        Assert.InRange(driver.Snapshot("a").EffectiveWeight, 0.49, 0.51);
    }

    [Fact]
    public void Panic_disregards_suspicion_but_not_open_breakers_nor_operators()
    {
        var driver = new PoolDriver(Options with { Balancing = new() { Kind = BalancingKind.RoundRobin } }, PoolDriver.Named("a", "b", "c", "d", "e"));
        driver.Pool.Drain(driver["e"], driver.NowMs);
        driver.Pool.ForceBreaker(driver["d"], BreakerMode.Open, driver.NowMs);
        foreach (var id in new[] { "a", "b", "c" }) Check(driver, id, false, false, false);
        Assert.True(driver.Pool.Panic);
        var counts = driver.Count(300);
        Assert.Equal([100, 100, 100, 0, 0], counts.Values);
        Assert.True(driver.Select().Panic);
        Check(driver, "a", true, true);
        Check(driver, "b", true, true);
        Assert.False(driver.Pool.Panic);
        Assert.Equal(
            [PoolEventKind.PanicEntered, PoolEventKind.PanicLeft],
            driver.Events.Select(e => e.Kind).Where(k => k is PoolEventKind.PanicEntered or PoolEventKind.PanicLeft));
    }

    [Fact]
    public void Operator_ejection_lasts_until_restored_and_survives_a_reload()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b"));
        driver.Pool.Eject(driver["a"], driver.NowMs);
        driver.Run(100_000, 10);
        driver.Reload(Options, PoolDriver.Named("a", "b", "c"));
        Assert.Equal(0, driver.Count(100)["a"]);
        Assert.Equal(InstanceState.Ejected, driver.Snapshot("a").State);
        driver.Pool.Restore(driver["a"], driver.NowMs);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
    }

    [Fact]
    public void Reload_keeps_live_state_and_in_flight_and_ramps_what_is_new()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b"));
        var before = driver["a"];
        var selection = driver.Select(null, false, driver["b"]);
        driver.Reload(Options, new InstanceOptions { Id = "a", Weight = 5 }, new InstanceOptions { Id = "b", Key = "moved" });
        Assert.Same(before, driver["a"]);
        Assert.Equal((1, 5), (driver["a"].InFlight, driver.Snapshot("a").Weight));
        Assert.Equal(InstanceState.Warming, driver.Snapshot("b").State);
        driver.Complete(selection);
        Assert.Equal(0, driver["a"].InFlight);
    }

    [Fact]
    public void Instances_warming_together_share_as_if_none_did()
    {
        var driver = new PoolDriver(Options with { Balancing = new() { Kind = BalancingKind.RoundRobin } }, PoolDriver.Named("old"));
        driver.Reload(driver.Pool.Options, PoolDriver.Named("a", "b", "c"));
        Assert.Equal([100, 100, 100], driver.Count(300).Values);
    }

    [Fact]
    public void Standby_serves_only_while_no_active_one_can()
    {
        var driver = new PoolDriver(Options, new InstanceOptions { Id = "a" }, new InstanceOptions { Id = "s", Standby = true });
        Assert.Equal(0, driver.Count(100)["s"]);
        Assert.Equal(SelectionFailure.AllTried, driver.Select(null, false, driver["a"]).Failure);
        driver.Pool.Drain(driver["a"], driver.NowMs);
        Assert.Equal(100, driver.Count(100)["s"]);
    }

    [Fact]
    public void Suspect_standby_is_passed_over_while_another_can_serve()
    {
        var driver = new PoolDriver(
            Options, new InstanceOptions { Id = "a" }, new InstanceOptions { Id = "s", Standby = true }, new InstanceOptions { Id = "t", Standby = true });
        Check(driver, "s", false, false, false);
        driver.Pool.Drain(driver["a"], driver.NowMs);
        Assert.Equal(100, driver.Count(100)["t"]);
    }

    [Fact]
    public void Observer_may_look_at_the_pool_and_change_it()
    {
        ServicePool? pool = null;
        pool = new ServicePool("shop", Options, PoolDriver.Named("a", "b"), null, 0, e =>
        {
            if (e.Kind == PoolEventKind.Drained) pool!.Eject(pool.Find("b")!, e.AtMs);
        });
        pool.Drain(pool.Find("a")!, 5);
        Assert.Equal(InstanceState.Ejected, pool.Find("b")!.Snapshot(5).State);
    }

    [Fact]
    public void Changes_through_a_replaced_pool_reach_the_one_in_use()
    {
        var driver = new PoolDriver(Options, PoolDriver.Named("a", "b"));
        var old = driver.Pool;
        driver.Reload(Options, PoolDriver.Named("a", "b"));
        old.Drain(driver["a"], driver.NowMs);
        Assert.Equal(0, driver.Count(50)["a"]);
        Assert.Contains(driver.Events, e => e.Kind == PoolEventKind.Drained);
    }

    [Fact]
    public void Snapshot_measures_rate_errors_and_percentiles()
    {
        var driver = new PoolDriver(Options with { OutlierDetection = null }, PoolDriver.Named("a"));
        var n = 0;
        driver.Run(20_000, 100, _ => ++n % 10 == 0 ? AttemptResult.Failure : AttemptResult.Success, latencyMs: 8);
        var snapshot = driver.Snapshot("a");
        Assert.InRange(snapshot.RequestsPerSecond, 95, 105);
        Assert.InRange(snapshot.ErrorRatio, 0.09, 0.11);
        Assert.InRange(snapshot.P99Ms, 7.7, 8.3);
    }

    [Fact]
    public void Wrong_instances_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PoolDriver(Options, PoolDriver.Named("a", "a")));
        Assert.Throws<ArgumentException>(() => new PoolDriver(Options, new InstanceOptions { Id = "a", Weight = 0 }));
    }

    private static void Check(PoolDriver driver, string id, params bool[] results)
    {
        foreach (var passed in results) driver.Pool.ReportCheck(driver[id], passed, driver.NowMs);
    }
}
