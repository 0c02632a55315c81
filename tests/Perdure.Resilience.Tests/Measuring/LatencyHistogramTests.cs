using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Tests.Measuring;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(1_234)]
    [InlineData(987_654_321)]
    [InlineData(68_719_476_736)]
    public void Percentile_of_one_value_is_within_three_percent(long us)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(us);
        Assert.InRange(histogram.Percentile(0.5), us * 0.97, us * 1.03);
    }

    [Fact]
    public void Percentiles_of_a_spread_are_within_three_percent()
    {
        var histogram = new LatencyHistogram();
        for (var us = 1; us <= 100_000; us++) histogram.Record(us);
        foreach (var q in new[] { 0.01, 0.5, 0.9, 0.99, 0.999, 1 })
            Assert.InRange(histogram.Percentile(q), q * 97_000, q * 103_000);
    }

    [Fact]
    public void Extremes_are_clamped_and_empty_is_zero()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, histogram.Percentile(0.99));
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.Percentile(0));
    }

    [Fact]
    public async Task Records_of_many_threads_are_all_counted_and_can_be_added()
    {
        var histogram = new LatencyHistogram();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++) histogram.Record((t * 100) + 10);
        })));
        var sum = new LatencyHistogram();
        sum.Add(histogram);
        sum.Add(histogram);
        Assert.Equal(40_000, sum.Count);
        Assert.Equal(10, sum.Percentile(0.25));
        sum.Reset();
        Assert.Equal(0, sum.Count);
    }

    [Fact]
    public void Rotating_percentiles_forget_after_two_periods()
    {
        var rotating = new RotatingHistogram(1_000);
        rotating.Advance(5_000);
        rotating.Record(700);
        rotating.Advance(6_000);
        Assert.InRange(rotating.Percentile(0.5), 680, 720);
        rotating.Advance(7_000);
        Assert.Equal(0, rotating.Count);
    }

    [Fact]
    public void Rolling_counter_counts_in_slices_and_forgets()
    {
        var counter = new RollingCounter(4, 100);
        counter.Record(1_000, failed: true, slow: true);
        counter.Record(1_150, failed: false, slow: false);
        Assert.Equal(new RollingCounts(2, 1, 1), counter.Since(0, 1_199));
        Assert.Equal(new RollingCounts(1, 0, 0), counter.Since(1_100, 1_199));
        Assert.Equal(new RollingCounts(1, 0, 0), counter.Since(0, 1_400));
        Assert.Equal(default, counter.Since(0, 2_000));
    }
}
