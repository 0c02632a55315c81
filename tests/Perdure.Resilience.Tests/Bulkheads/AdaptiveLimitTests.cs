using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

public sealed class AdaptiveLimitTests
{
    private static readonly BulkheadOptions Adaptive = new() { Adaptive = true };

    [Theory]
    [InlineData(2, 3, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(20, 3, 1)]
    [InlineData(20, 3, 2)]
    [InlineData(20, 0.8, 1)]
    [InlineData(20, 0.8, 2)]
    public void Limit_is_found_under_full_load_from_the_first_request_on(int workersOfTen, double load, int seed)
    {
        var scenario = new OverloadScenario { Workers = workersOfTen, Load = _ => load, Seconds = 12, Bulkhead = Adaptive };

        var seen = new OverloadSimulation(scenario, seed).Run();

        var goodput = seen.Goodput(3, 12);
        Assert.True(goodput >= 0.95 * Math.Min(1, load), $"goodput {goodput:P1}");
        Assert.All(seen.Limits.Where(at => at.AtS > 3), at => Assert.InRange(at.Limit, 0, 3 * 10 * workersOfTen));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Service_that_slows_down_for_good_is_not_taken_for_one_that_queues(int seed)
    {
        var scenario = new OverloadScenario { Load = static _ => 1.5, Slow = static s => s < 8 ? 1 : 2, Seconds = 30, Bulkhead = Adaptive };

        var seen = new OverloadSimulation(scenario, seed).Run();

        // Half of the capacity is all there is.
        Assert.True(seen.Goodput(15, 30) >= 0.95 * 0.5, $"goodput {seen.Goodput(15, 30):P1}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Near_its_capacity_nothing_drifts_away(int seed)
    {
        var scenario = new OverloadScenario { Load = static _ => 0.95, Seconds = 60, Bulkhead = Adaptive };

        var seen = new OverloadSimulation(scenario, seed).Run();

        Assert.True(seen.Success(1, 59) >= 0.95, $"success {seen.Success(1, 59):P2}");
        Assert.InRange(seen.Limits.Max(at => at.Limit), 20, 160);
    }

    [Fact]
    public void Time_outs_of_everything_let_the_limit_fall_to_its_floor()
    {
        var limit = new AdaptiveLimit(4, 1_000, 0);
        var nowUs = Warm(limit, 0);

        for (var i = 0; i < 8_000; i++) limit.Record(1_000_000, limit.Limit, inTime: false, nowUs += 1_000);

        Assert.Equal(4, limit.Limit);
    }

    [Fact]
    public void Constant_time_outs_of_a_part_do_not_grow_the_limit()
    {
        var limit = new AdaptiveLimit(4, 1_000, 0);
        var nowUs = Warm(limit, 0);
        var before = limit.Limit;

        // Every fifth request times out and holds its place until then, so the limit is always reached; the others are as quick as ever.
        for (var i = 0; i < 50_000; i++) limit.Record(i % 5 == 0 ? 1_000_000 : 10_000, limit.Limit, inTime: i % 5 != 0, nowUs += 1_000);

        Assert.InRange(limit.Limit, 4, before);
    }

    [Fact]
    public void Limit_that_holds_nothing_back_does_not_grow()
    {
        var limit = new AdaptiveLimit(4, 1_000, 0);
        var nowUs = 0L;

        for (var i = 0; i < 50_000; i++) limit.Record(10_000, 9, inTime: true, nowUs += 1_000);

        Assert.Equal(20, limit.Limit);
    }

    [Theory]
    [InlineData(50, 60, 50)]
    [InlineData(1, 10, 10)]
    public void Limit_stays_within_its_bounds(int min, int max, int first)
    {
        var limit = new AdaptiveLimit(min, max, 0);
        Assert.Equal(first, limit.Limit);

        Warm(limit, 0);

        Assert.Equal(max, limit.Limit);
        limit.Change(2, 5);
        Assert.Equal(5, limit.Limit);
    }

    // A quick service without end: the limit is always reached and the latency never changes.
    private static long Warm(AdaptiveLimit limit, long nowUs)
    {
        for (var i = 0; i < 5_000; i++) limit.Record(10_000, limit.Limit, inTime: true, nowUs += 1_000);
        return nowUs;
    }
}
