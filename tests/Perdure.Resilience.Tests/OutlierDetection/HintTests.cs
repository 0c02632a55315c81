using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;

namespace Perdure.Resilience.Tests.OutlierDetection;

public sealed class HintTests
{
    private static readonly string[] s_ten = [.. Enumerable.Range(0, 10).Select(i => $"i{i}")];

    [Fact]
    public void Hint_alone_ejects_nobody_and_takes_no_traffic_away()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var driver = new PoolDriver(new ServicePoolOptions(), seed, PoolDriver.Named(s_ten));
            var random = new Random(seed);
            driver.Run(2_000, 1_000);
            driver.Pool.Hint(driver["i0"], driver.NowMs + 60_000);

            // One in a hundred fails everywhere: what all have is no evidence against one.
            var taken = 0;
            driver.Run(60_000, 300, i =>
            {
                taken += i.Id == "i0" ? 1 : 0;
                return random.NextDouble() < 0.01 ? AttemptResult.Failure : AttemptResult.Success;
            });

            Assert.True(driver.Events.Count == 0, $"seed {seed}: {string.Join("; ", driver.Events)}");
            Assert.InRange(taken, 60 * 300 / 10 / 2, 60 * 300 / 10 * 2);
        }
    }

    [Fact]
    public void Hinted_instance_is_ejected_after_half_as_many_failures_in_a_row()
    {
        Assert.Equal(5, FailuresUntilEjection(hinted: false));
        Assert.Equal(3, FailuresUntilEjection(hinted: true));
    }

    [Fact]
    public void Hinted_instance_is_found_sooner_when_a_part_of_its_answers_fail()
    {
        var (usual, hinted) = (0L, 0L);
        for (var seed = 1; seed <= 20; seed++)
        {
            usual += MsUntilEjection(seed, hinted: false);
            hinted += MsUntilEjection(seed, hinted: true);
        }

        Assert.True(hinted < 0.7 * usual, $"{hinted / 20} ms with a hint, {usual / 20} ms without");
    }

    [Fact]
    public void Hint_ends_and_an_earlier_end_does_not_shorten_it()
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b", "c"));
        driver.Run(2_000, 300);
        driver.Pool.Hint(driver["a"], driver.NowMs + 5_000);
        driver.Pool.Hint(driver["a"], driver.NowMs + 1_000);
        driver.Run(2_000, 300);
        Assert.True(driver["a"].Standing.IsHinted(driver.NowMs));

        driver.Run(3_000, 300);

        Assert.False(driver["a"].Standing.IsHinted(driver.NowMs));
        Assert.Equal(5, FailuresUntilEjection(driver));
    }

    [Fact]
    public void Hints_for_all_of_them_leave_the_last_one_in()
    {
        var driver = new PoolDriver(new ServicePoolOptions { CircuitBreaker = null }, PoolDriver.Named("a", "b"));
        foreach (var instance in driver.Pool.Instances) driver.Pool.Hint(instance, driver.NowMs + 60_000);

        for (var second = 0; second < 10; second++)
        {
            driver.Run(1_000, 200, _ => AttemptResult.Failure);
            Assert.InRange(driver.Pool.Instances.Count(i => driver.Snapshot(i.Id).State == InstanceState.Ejected), 0, 1);
        }
    }

    private static int FailuresUntilEjection(bool hinted)
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b", "c"));
        driver.Run(2_000, 300);
        if (hinted) driver.Pool.Hint(driver["a"], driver.NowMs + 1_000);
        return FailuresUntilEjection(driver);
    }

    private static int FailuresUntilEjection(PoolDriver driver)
    {
        var failures = 0;
        for (var i = 0; i < 300 && driver.Events.Count == 0; i++)
            if (driver.Attempt(x => x.Id == "a" ? AttemptResult.ConnectFailed : AttemptResult.Success)?.Id == "a")
                failures++;
        Assert.Equal(PoolEventKind.Ejected, Assert.Single(driver.Events).Kind);
        return failures;
    }

    private static long MsUntilEjection(int seed, bool hinted)
    {
        var random = new Random(seed);
        var driver = new PoolDriver(new ServicePoolOptions(), seed, PoolDriver.Named(s_ten));
        driver.Run(3_000, 200);
        if (hinted) driver.Pool.Hint(driver["i0"], driver.NowMs + 60_000);
        var sinceMs = driver.NowMs;
        while (driver.Events.Count == 0 && driver.NowMs - sinceMs < 60_000)
            driver.Run(100, 200, i => i.Id == "i0" && random.NextDouble() < 0.2 ? AttemptResult.Failure : AttemptResult.Success);
        return driver.NowMs - sinceMs;
    }
}
