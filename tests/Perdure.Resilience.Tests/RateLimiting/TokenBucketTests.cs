using Perdure.Resilience.RateLimiting;

namespace Perdure.Resilience.Tests.RateLimiting;

public sealed class TokenBucketTests
{
    [Fact]
    public void Burst_comes_at_once_and_the_rate_after_it()
    {
        var bucket = new TokenBucket(new LimitRule(10, 1_000, 3));

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake(0, 5_000).Admitted));
        Assert.Equal(new LimitVerdict(false, 0, 100), bucket.TryTake(0, 5_000));
        Assert.Equal(new LimitVerdict(false, 0, 1), bucket.TryTake(0, 5_099));
        Assert.True(bucket.TryTake(0, 5_100).Admitted);
        Assert.False(bucket.TryTake(0, 5_100).Admitted);
        Assert.Equal(new LimitVerdict(true, 2, 0), bucket.TryTake(0, 60_000));
    }

    [Fact]
    public void Refused_requests_cost_nothing()
    {
        var bucket = new TokenBucket(new LimitRule(1, 1_000, 1));
        Assert.True(bucket.TryTake(0, 0).Admitted);

        for (var now = 1; now < 1_000; now++) Assert.Equal(1_000 - now, bucket.TryTake(0, now).RetryAfterMs);

        Assert.True(bucket.TryTake(0, 1_000).Admitted);
    }

    [Theory]
    [InlineData(1, 86_400_000, 1)]
    [InlineData(1_000_000, 1_000, 1_000_000)]
    [InlineData(7, 3_000, 2)]
    [InlineData(1_000_000, 86_400_000, 1)]
    public void No_span_of_time_gets_more_than_burst_and_rate(int requests, long perMs, int burst)
    {
        const int seed = 11;
        var random = new Random(seed);
        var bucket = new TokenBucket(new LimitRule(requests, perMs, burst));
        var now = 100L * 365 * 86_400_000;
        var level = 0m;
        for (var i = 0; i < 50_000; i++)
        {
            var passed = random.Next(4) == 0 ? random.Next(1, 5) : 0;
            now += passed;
            level = Math.Max(0, level - (passed * requests / (decimal)perMs));
            if (bucket.TryTake(0, now).Admitted) level++;
            Assert.True(level <= burst + 0.000001m, $"seed {seed}, step {i}: {level} of {burst}");
        }
    }

    [Fact]
    public async Task Many_threads_get_exactly_the_burst()
    {
        var bucket = new TokenBucket(new LimitRule(1, 86_400_000, 1_000));

        var admitted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 1_000).Count(_ => bucket.TryTake(0, 1).Admitted))));

        Assert.Equal(1_000, admitted.Sum());
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1_000_001, 1, 1)]
    [InlineData(1, 86_400_001, 1)]
    public void Rule_out_of_range_is_refused(int requests, long perMs, int burst) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitRule(requests, perMs, burst));
}
