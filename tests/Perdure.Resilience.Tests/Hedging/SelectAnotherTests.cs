using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;

namespace Perdure.Resilience.Tests.Hedging;

public sealed class SelectAnotherTests
{
    [Theory]
    [InlineData(BalancingKind.TwoChoices)]
    [InlineData(BalancingKind.RoundRobin)]
    [InlineData(BalancingKind.LeastRequests)]
    [InlineData(BalancingKind.Random)]
    [InlineData(BalancingKind.ConsistentHash)]
    public void Another_zone_is_preferred_and_the_same_one_is_better_than_none(BalancingKind kind)
    {
        foreach (var localZone in new[] { null, "z1", "z2" })
        {
            var driver = new PoolDriver(
                PoolDriver.Plain(kind) with { LocalZone = localZone },
                new InstanceOptions { Id = "a", Zone = "z1" }, new InstanceOptions { Id = "b", Zone = "z1" }, new InstanceOptions { Id = "c", Zone = "z2" });
            for (var i = 0UL; i < 50; i++)
            {
                Assert.Equal("c", Another(driver, "z1", i, driver["a"]));
                Assert.NotEqual("c", Another(driver, "z2", i, driver["c"]));
                Assert.Equal("b", Another(driver, "z1", i, driver["a"], driver["c"]));
                Assert.NotEqual("a", Another(driver, null, i, driver["a"]));
            }
        }
    }

    [Fact]
    public void Nobody_is_bothered_who_does_not_take_regular_traffic()
    {
        var driver = new PoolDriver(
            PoolDriver.Plain(BalancingKind.Random),
            new InstanceOptions { Id = "a" }, new InstanceOptions { Id = "b" }, new InstanceOptions { Id = "c", Standby = true });
        driver.Pool.Defer(driver["b"], driver.NowMs + 1_000, driver.NowMs);
        Assert.Null(Another(driver, null, 1, driver["a"]));
        driver.Pool.Defer(driver["b"], 0, driver.NowMs);
        Assert.Equal("b", Another(driver, null, 1, driver["a"]));
        driver.Pool.Drain(driver["b"], driver.NowMs);
        Assert.Null(Another(driver, null, 1, driver["a"]));
    }

    [Fact]
    public void One_that_was_outrun_looks_slow_and_has_not_failed()
    {
        var driver = new PoolDriver(PoolDriver.Plain(BalancingKind.TwoChoices), PoolDriver.Named("a", "b"));
        driver.Run(2_000, 200);
        var selection = driver.Select(null, false, driver["b"]);
        driver.Pool.Complete(selection, AttemptResult.Outrun, 40_000, driver.NowMs);
        Assert.InRange(driver["a"].Cost.LatencyUs, 40_000, 80_000);
        Assert.Equal(0, driver["a"].InFlight);
        Assert.Equal(0, driver["a"].Cost.ErrorRatio);
        // A copy that lost at once says nothing.
        var before = driver["b"].Latency.Count;
        driver.Pool.Complete(driver.Select(null, false, driver["a"]), AttemptResult.Outrun, 10, driver.NowMs);
        Assert.Equal(before, driver["b"].Latency.Count);
    }

    private static string? Another(PoolDriver driver, string? avoidZone, ulong random, params Instance?[] tried)
    {
        var selection = driver.Pool.SelectAnother(
            new SelectionQuery { NowMs = driver.NowMs, Random = random * 0x9E3779B97F4A7C15, Tried = tried }, avoidZone);
        if (selection.Selected) driver.Pool.Complete(selection, AttemptResult.Success, 2_000, driver.NowMs);
        return selection.Instance?.Id;
    }
}
