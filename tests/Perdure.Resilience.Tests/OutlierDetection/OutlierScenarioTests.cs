using Perdure.Resilience.OutlierDetection;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;

namespace Perdure.Resilience.Tests.OutlierDetection;

public sealed class OutlierScenarioTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(0, 10).Select(i => $"i{i}")];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void One_with_a_fifth_of_errors_is_ejected_within_two_sweeps(int hosts)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var driver = new PoolDriver(new ServicePoolOptions(), seed, PoolDriver.Named(Ten[..hosts]));
            driver.Run(3_000 + random.Next(1_000), perSecond: 100 * hosts);
            var onsetMs = driver.NowMs;
            driver.Run(2_100, 100 * hosts, i => i.Id == "i0" && random.NextDouble() < 0.2 ? AttemptResult.Failure : AttemptResult.Success);
            var ejected = driver.Events.Where(e => e.Kind == PoolEventKind.Ejected).ToList();
            Assert.True(ejected.Count > 0, $"seed {seed}: not ejected within 2 s of {onsetMs}");
            Assert.True(ejected.All(e => e.Instance == "i0"), $"seed {seed}: {string.Join("; ", ejected)}");
        }
    }

    [Theory]
    [InlineData(3, 0.2)]
    [InlineData(10, 0.2)]
    [InlineData(10, 0.05)]
    [InlineData(10, 0.4)]
    [InlineData(5, 0.9)]
    public void All_equally_bad_ejects_nobody(int hosts, double errors)
    {
        var random = new Random(5);
        var options = new ServicePoolOptions { CircuitBreaker = null };
        var driver = new PoolDriver(options, 5, PoolDriver.Named(Ten[..hosts]));
        driver.Run(180_000, 100 * hosts, _ => random.NextDouble() < errors ? AttemptResult.Failure : AttemptResult.Success);
        Assert.DoesNotContain(driver.Events, e => e.Kind == PoolEventKind.Ejected);
    }

    [Fact]
    public void A_dead_one_is_ejected_after_five_failures_without_waiting_for_a_sweep()
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b", "c"));
        driver.Run(2_000, 300);
        var failures = 0;
        for (var i = 0; i < 300 && driver.Events.Count == 0; i++)
            if (driver.Attempt(x => x.Id == "a" ? AttemptResult.ConnectFailed : AttemptResult.Success)?.Id == "a")
                failures++;
        Assert.Equal(PoolEventKind.Ejected, Assert.Single(driver.Events).Kind);
        Assert.Equal(5, failures);
        Assert.Equal(0, driver.Count(100)["a"]);
    }

    [Fact]
    public void A_client_that_goes_away_counts_as_nothing()
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b"));
        driver.Run(20_000, 200, i => i.Id == "a" ? AttemptResult.Abandoned : AttemptResult.Success);
        Assert.Empty(driver.Events);
        Assert.Equal(0, driver.Snapshot("a").ErrorRatio);
    }

    [Fact]
    public void Pool_of_one_is_never_ejected()
    {
        var driver = new PoolDriver(new ServicePoolOptions { CircuitBreaker = null }, PoolDriver.Named("a"));
        driver.Run(5_000, 200, _ => AttemptResult.Failure);
        Assert.DoesNotContain(driver.Events, e => e.Kind == PoolEventKind.Ejected);
        Assert.NotNull(driver.Attempt());
    }

    [Fact]
    public void Cap_counts_the_candidate()
    {
        var driver = new PoolDriver(new ServicePoolOptions { CircuitBreaker = null }, PoolDriver.Named("a", "b", "c"));
        driver.Run(2_000, 300);
        driver.Run(3_000, 300, i => i.Id == "c" ? AttemptResult.Success : AttemptResult.Reset);
        Assert.Single(driver.Pool.Instances, i => i.Snapshot(driver.NowMs).State == InstanceState.Ejected);
    }

    [Fact]
    public void After_its_ejection_an_instance_is_probed_then_ramped_then_whole()
    {
        var driver = new PoolDriver(new ServicePoolOptions { SlowStartMs = 10_000 }, PoolDriver.Named("a", "b", "c"));
        driver.Run(2_000, 300);
        driver.Run(1_000, 300, i => i.Id == "a" ? AttemptResult.Reset : AttemptResult.Success);
        Assert.Equal(InstanceState.Ejected, driver.Snapshot("a").State);
        Assert.Contains("5 failures in a row", driver.Snapshot("a").Why, StringComparison.Ordinal);
        driver.Run(5_600);
        Assert.Equal(InstanceState.HalfOpen, driver.Snapshot("a").State);
        driver.Count(10);
        Assert.Equal(InstanceState.Warming, driver.Snapshot("a").State);
        Assert.True(driver.Count(1_000)["a"] < 150);
        driver.Run(11_000, 300);
        Assert.Equal(InstanceState.Available, driver.Snapshot("a").State);
        Assert.InRange(driver.Count(3_000)["a"], 700, 1_300);
    }

    [Fact]
    public void Ejections_of_a_flapping_one_grow_longer_and_shrink_again_when_it_behaves()
    {
        var driver = new PoolDriver(new ServicePoolOptions { SlowStartMs = 0 }, PoolDriver.Named("a", "b", "c"));
        driver.Run(1_000, 300);
        for (var i = 1; i <= 3; i++)
        {
            driver.Run(600, 300, x => x.Id == "a" ? AttemptResult.Failure : AttemptResult.Success);
            Assert.Equal(InstanceState.Ejected, driver.Snapshot("a").State);
            Assert.InRange(driver["a"].Standing.EjectedUntilMs - driver.NowMs, (4_500 * i) - 700, 5_500 * i);
            driver.Run((5_500 * i) + 200, 300);
        }
        driver.Run(20_000, 300);
        Assert.Equal(0, driver["a"].Standing.EjectionCount);
        Assert.Equal(3, driver.Snapshot("a").Ejections);
    }

    [Fact]
    public void An_active_check_that_passes_does_not_end_an_ejection()
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b", "c"));
        driver.Run(1_000, 300);
        driver.Run(500, 300, i => i.Id == "a" ? AttemptResult.Failure : AttemptResult.Success);
        for (var i = 0; i < 5; i++) driver.Pool.ReportCheck(driver["a"], true, driver.NowMs);
        Assert.Equal(InstanceState.Ejected, driver.Snapshot("a").State);
    }

    [Fact]
    public void Test_is_blind_to_noise_and_sees_what_matters()
    {
        Assert.False(SuccessRateTest.IsOutlier(new(20, 8, 0), new(180, 36, 0), SuccessRateTest.SignificantZ, out _));
        Assert.False(SuccessRateTest.IsOutlier(new(10_000, 300, 0), new(10_000, 100, 0), SuccessRateTest.SignificantZ, out _));
        Assert.True(SuccessRateTest.IsOutlier(new(100, 20, 0), new(200, 0, 0), SuccessRateTest.SignificantZ, out var z));
        Assert.True(z > 5);
        Assert.Equal(5, FailureRunRule.Needed(5, new(500, 0, 0), 1e-9));
        Assert.InRange(FailureRunRule.Needed(5, new(10_000, 2_000, 0), 1e-9), 13, 14);
        Assert.Equal(int.MaxValue, FailureRunRule.Needed(5, new(500, 500, 0), 1e-9));
    }
}
