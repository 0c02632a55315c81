using Perdure.Resilience.Hedging;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Tests.Pools;

namespace Perdure.Resilience.Tests.Hedging;

public sealed class HedgePolicyTests
{
    [Fact]
    public void Without_enough_answers_nothing_is_late()
    {
        var driver = new PoolDriver(new ServicePoolOptions(), PoolDriver.Named("a", "b"));
        var policy = new HedgePolicy(new HedgeOptions());
        Assert.Equal(0, policy.LateUs(driver.Pool));
        driver.Run(1_000, 100, latencyMs: 4);
        Assert.InRange(policy.LateUs(driver.Pool), 3_800, 4_200);
        Assert.Equal(7_000, new HedgePolicy(new HedgeOptions { AfterUs = 7_000 }).LateUs(driver.Pool));
    }

    [Fact]
    public void Half_of_the_budget_is_for_the_very_late()
    {
        var policy = new HedgePolicy(new HedgeOptions { Budget = 0.1 });
        for (var i = 0; i < 100; i++) policy.OnRequest(50_000);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => policy.Decide(false, false, 50_001) == HedgeStep.Send));
        Assert.Equal(HedgeStep.Wait, policy.Decide(false, false, 50_001));
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => policy.Decide(true, false, 50_001) == HedgeStep.Send));
        Assert.Equal(HedgeStep.Never, policy.Decide(true, false, 50_001));
    }

    [Fact]
    public void A_given_delay_has_the_whole_budget()
    {
        var policy = new HedgePolicy(new HedgeOptions { AfterUs = 1_000, Budget = 0.1 });
        for (var i = 0; i < 100; i++) policy.OnRequest(50_000);
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => policy.Decide(false, false, 50_001) == HedgeStep.Send));
        Assert.Equal(HedgeStep.Never, policy.Decide(false, false, 50_001));
    }

    [Fact]
    public void While_requests_queue_there_are_no_second_copies()
    {
        var policy = new HedgePolicy(new HedgeOptions());
        for (var i = 0; i < 100; i++) policy.OnRequest(50_000);
        Assert.Equal(HedgeStep.Never, policy.Decide(true, true, 50_001));
        Assert.Equal(HedgeStep.Send, policy.Decide(true, false, 50_001));
    }

    [Theory]
    [InlineData(0.0, 0.05, null)]
    [InlineData(1.0, 0.05, null)]
    [InlineData(0.95, 0.0, null)]
    [InlineData(0.95, 0.05, 0L)]
    public void Options_out_of_range_are_refused(double percentile, double budget, long? afterUs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HedgePolicy(new HedgeOptions { Percentile = percentile, Budget = budget, AfterUs = afterUs }));
}
