using Perdure.Resilience.RateLimiting;

namespace Perdure.Resilience.Tests.RateLimiting;

public sealed class KeyedLimiterTests
{
    private static readonly LimitRule s_rule = new(10, 1_000, 10);

    [Fact]
    public void Keys_have_buckets_of_their_own()
    {
        var limiter = new KeyedLimiter(s_rule, 1);

        for (UInt128 key = 0; key < 1_000; key++) Assert.Equal(10, Admitted(limiter, key, 20, 1_000));

        Assert.Equal(0, limiter.Displaced);
    }

    [Fact]
    public void Known_key_allocates_nothing_and_a_new_one_rarely()
    {
        var limiter = new KeyedLimiter(s_rule, 1, 1_024);
        for (UInt128 key = 0; key < 1_024; key++) limiter.TryTake(key, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (UInt128 key = 0; key < 4_096; key++) limiter.TryTake(key, 100_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Flood_of_new_keys_leaves_hot_keys_at_their_limit_and_is_bounded()
    {
        const int Places = 256;
        var limiter = new KeyedLimiter(s_rule, 5, Places);
        UInt128 next = 1_000_000;
        var (hot, flood) = (0, 0);
        for (long now = 1_000; now < 11_000; now++)
        {
            // Four hot keys ask for 20 times their limit; a new key comes 20 times each ms.
            for (UInt128 key = 0; key < 4; key++) hot += limiter.TryTake(key, now).Admitted ? 1 : 0;
            for (var i = 0; i < 20; i++) flood += limiter.TryTake(next++, now).Admitted ? 1 : 0;
        }

        // 10 s at 10 a second and a burst of 10, each.
        Assert.InRange(hot, 4 * 100, 4 * 111);
        Assert.InRange(flood, 1, Places * 110);
        Assert.True(limiter.Displaced > 0);
    }

    [Fact]
    public void Places_of_keys_at_rest_are_given_away_unnoticed()
    {
        var limiter = new KeyedLimiter(s_rule, 9, 64);
        UInt128 next = 0;
        for (long now = 0; now < 100_000; now += 1_000)
            for (var i = 0; i < 16; i++)
                Assert.Equal(1, Admitted(limiter, next++, 1, now));

        Assert.Equal(0, limiter.Displaced);
    }

    [Fact]
    public async Task Many_threads_on_few_keys_get_what_is_theirs()
    {
        var limiter = new KeyedLimiter(new LimitRule(1, 86_400_000, 100), 3);

        var admitted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 4_000).Count(i => limiter.TryTake((UInt128)(i % 8), 1).Admitted))));

        Assert.Equal(800, admitted.Sum());
    }

    private static int Admitted(KeyedLimiter limiter, UInt128 key, int times, long now) =>
        Enumerable.Range(0, times).Count(_ => limiter.TryTake(key, now).Admitted);
}
