using Perdure.Resilience.RateLimiting;

namespace Perdure.Resilience.Tests.RateLimiting;

public sealed class ClusterLimiterTests
{
    private static readonly LimitRule s_rule = new(60, 60_000, 60);

    [Fact]
    public void Alone_it_is_a_token_bucket() => Assert.Equal(60, Admitted(new ClusterLimiter(s_rule), 1, 1_000, 100));

    [Fact]
    public void Known_key_allocates_nothing()
    {
        var limiter = new ClusterLimiter(s_rule);
        limiter.SetNodes(3, allHeard: true);
        limiter.TryTake(1, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var now = 2; now < 2_000; now++) limiter.TryTake(1, now);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_others_counted_is_taken_out()
    {
        var (one, two) = (new ClusterLimiter(s_rule), new ClusterLimiter(s_rule));
        Meet(one, two, 0);
        Assert.Equal(30, Admitted(one, 1, 1_000, 100));

        Exchange(one, "one", two, 1_100);

        // Half of the 30 that are left in each interval: 15, 7, …
        Assert.Equal(15, Admitted(two, 1, 1_100, 100));
        Assert.InRange(15 + Enumerable.Range(12, 20).Sum(i => Admitted(two, 1, i * 100, 100)), 30, 33);
    }

    [Fact]
    public void Told_again_or_late_it_counts_once()
    {
        var (one, two) = (new ClusterLimiter(s_rule), new ClusterLimiter(s_rule));
        Meet(one, two, 0);
        Admitted(one, 1, 1_000, 5);
        var early = Told(one, 1_000);
        Admitted(one, 1, 1_100, 5);
        var late = Told(one, 1_100);

        foreach (var told in new[] { early, late, late, early, late, early }) two.Merge("one", told, 1_200);

        Assert.Equal(10_000, Assert.Single(Mine(two, 1_200)).FullInMs);
    }

    [Fact]
    public void Process_that_just_started_believes_those_who_were_there()
    {
        var (one, fresh) = (new ClusterLimiter(s_rule), new ClusterLimiter(s_rule));
        one.SetNodes(1, allHeard: true);
        Assert.Equal(60, Admitted(one, 1, 1_000, 100));
        fresh.SetNodes(2, allHeard: true);

        Exchange(one, "one", fresh, 1_000);

        Assert.False(fresh.TryTake(1, 1_001).Admitted);
    }

    [Fact]
    public void Without_the_others_each_has_its_part()
    {
        var limiter = new ClusterLimiter(s_rule);
        limiter.SetNodes(3, allHeard: false);

        Assert.Equal(20, Admitted(limiter, 1, 1_000, 100));
        Assert.Equal(20, Enumerable.Range(2, 60).Sum(second => Admitted(limiter, 1, second * 1_000, 10)));
    }

    [Fact]
    public void Limit_smaller_than_the_number_of_nodes_still_lets_one_through()
    {
        var limiter = new ClusterLimiter(new LimitRule(1, 60_000, 1));
        limiter.SetNodes(5, allHeard: false);

        Assert.Equal(1, Admitted(limiter, 1, 1_000, 10));
        Assert.Equal(240_000, limiter.TryTake(1, 61_000).RetryAfterMs);
    }

    [Fact]
    public void Keys_beyond_the_bound_share_a_bucket_until_others_are_at_rest()
    {
        var limiter = new ClusterLimiter(s_rule, new ClusterLimiterOptions { MaxKeys = 10 });
        for (UInt128 key = 0; key < 10; key++) Assert.Equal(60, Admitted(limiter, key, 1_000, 60));

        Assert.Equal(60, Enumerable.Range(10, 200).Count(key => limiter.TryTake((UInt128)key, 1_000).Admitted));
        Assert.Equal(10, limiter.Keys);

        Assert.Equal(60, Admitted(limiter, 500, 100_000, 100));
        Assert.Equal(1, limiter.Keys);
    }

    private static void Meet(ClusterLimiter one, ClusterLimiter two, long now)
    {
        one.SetNodes(2, allHeard: true);
        two.SetNodes(2, allHeard: true);
        Exchange(one, "one", two, now);
        Exchange(two, "two", one, now);
        for (var at = now; at <= 1_000; at += 500) Exchange(one, "one", two, at);
    }

    private static void Exchange(ClusterLimiter from, string name, ClusterLimiter to, long now) => to.Merge(name, Told(from, now), now);

    private static List<ClusterCount> Told(ClusterLimiter from, long now)
    {
        var told = new List<ClusterCount>();
        from.Collect(told, 0, now);
        return told;
    }

    // Its own picture of the bucket, which it tells once it has counted something itself.
    private static List<ClusterCount> Mine(ClusterLimiter limiter, long now)
    {
        var before = Admitted(limiter, 1, now, 1);
        Assert.Equal(1, before);
        var told = Told(limiter, now);
        return [.. told.Select(t => t with { FullInMs = t.FullInMs - 1_000 })];
    }

    private static int Admitted(ClusterLimiter limiter, UInt128 key, long now, int times) =>
        Enumerable.Range(0, times).Count(_ => limiter.TryTake(key, now).Admitted);
}
