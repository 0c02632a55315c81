using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Tests.Objectives;

public sealed class BucketRingTests
{
    private static BudgetCounts One => new(1, 0, 0, 0);

    [Fact]
    public void Sum_is_that_of_the_running_bucket_and_as_many_full_ones()
    {
        var ring = new BucketRing(60_000, 10);
        for (var minute = 0; minute < 20; minute++)
            ring.Add((minute * 60_000) + 30_000, One);

        Assert.Equal(6, ring.Sum((19 * 60_000) + 30_000, 5 * 60_000).Total);
        Assert.Equal(10, ring.Sum((19 * 60_000) + 30_000, 60 * 60_000).Total);
        Assert.Equal(3, ring.Sum((22 * 60_000) + 30_000, 5 * 60_000).Total);
        Assert.Equal(0, ring.Sum((200 * 60_000) + 30_000, 5 * 60_000).Total);
    }

    [Fact]
    public void Gap_leaves_nothing_of_before_in_between()
    {
        var ring = new BucketRing(1_000, 5);
        ring.Add(1_000, One);
        ring.Add(1_000_000, One);

        Assert.Equal([(1_000L, One)], ring.Filled());
    }

    [Fact]
    public void Time_that_goes_back_counts_for_the_latest_bucket()
    {
        var ring = new BucketRing(1_000, 5);
        ring.Add(100_000, One);
        ring.Add(1_000, One);

        Assert.Equal([(100L, One + One)], ring.Filled());
        Assert.Equal(2, ring.Sum(1_000, 2_000).Total);
    }

    [Fact]
    public void Ring_agrees_with_a_list_whatever_comes()
    {
        const int Seed = 20260102;
        var random = new Random(Seed);
        var (ring, all, now) = (new BucketRing(1_000, 50), new List<(long Number, long Count)>(), 0L);
        for (var step = 0; step < 2_000; step++)
        {
            now += random.Next(0, 5) == 0 ? random.Next(0, 80_000) : random.Next(0, 900);
            var count = random.Next(0, 10);
            ring.Add(now, new BudgetCounts(count, 0, 0, 0));
            all.Add((now / 1_000, count));
            var over = random.Next(0, 50);
            var expected = all.Where(one => one.Number >= (now / 1_000) - over).Sum(one => one.Count);
            Assert.True(expected == ring.Sum(now, over * 1_000).Total, $"seed {Seed}, step {step}");
        }
    }
}
