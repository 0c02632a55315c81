using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Tests.Measuring;

public sealed class DurationHistogramTests
{
    private readonly DurationHistogram _histogram = new();
    private readonly long[] _buckets = new long[DurationHistogram.Buckets];

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(500, 0)]
    [InlineData(501, 1)]
    [InlineData(10_000_000, 13)]
    [InlineData(10_000_001, 14)]
    [InlineData(long.MaxValue, 14)]
    public void Duration_is_in_the_bucket_whose_bound_it_does_not_exceed(long us, int bucket)
    {
        _histogram.Record(us);

        _histogram.Read(_buckets);
        Assert.Equal(bucket, Array.IndexOf(_buckets, 1));
        Assert.Equal(1, _buckets.Sum());
    }

    [Fact]
    public void Sum_is_that_of_all_durations()
    {
        _histogram.Record(400);
        _histogram.Record(-1);
        _histogram.Record(2_000_000);

        Assert.Equal(2_000_400, _histogram.Read(_buckets));
    }

    [Fact]
    public void Threads_lose_nothing()
    {
        const int Each = 20_000;

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < Each; i++) _histogram.Record(i);
        });

        Assert.Equal(8L * Each * (Each - 1) / 2, _histogram.Read(_buckets));
        Assert.Equal(8L * Each, _buckets.Sum());
    }

    [Fact]
    public void Counters_that_there_are_not_cannot_be_read()
    {
        var counters = new StripedCounters(3);
        counters.Increment(2);

        Assert.Equal(1, counters.Read(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => counters.Read(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StripedCounters(0));
    }
}
