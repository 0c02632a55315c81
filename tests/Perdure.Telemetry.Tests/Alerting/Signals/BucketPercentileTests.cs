using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Alerting.Signals;

namespace Perdure.Telemetry.Tests.Alerting.Signals;

public sealed class BucketPercentileTests
{
    private static CounterWindow Window(params long[] us)
    {
        var histogram = new DurationHistogram();
        var window = new CounterWindow(DurationHistogram.Buckets, 60_000);
        var buckets = new long[DurationHistogram.Buckets];
        window.Add(0, buckets);
        foreach (var one in us)
            histogram.Record(one);
        histogram.Read(buckets);
        window.Add(1_000, buckets);
        return window;
    }

    [Fact]
    public void Nothing_is_zero() => Assert.Equal(0, BucketPercentile.Of(Window(), 0.99));

    // Four in the bucket from 5 to 10 ms: the second of them is half of it.
    [Fact]
    public void Inside_a_bucket_it_is_interpolated() => Assert.Equal(0.0075, BucketPercentile.Of(Window(6_000, 7_000, 8_000, 9_000), 0.5), 6);

    [Fact]
    public void Tail_is_found_in_its_bucket() =>
        Assert.InRange(BucketPercentile.Of(Window([.. Enumerable.Repeat(300L, 95), .. Enumerable.Repeat(400_000L, 5)]), 0.99), 0.25, 0.5);

    [Fact]
    public void What_is_longer_than_all_bounds_is_more_than_the_last() => Assert.True(BucketPercentile.Of(Window(60_000_000), 0.5) > 10);
}
