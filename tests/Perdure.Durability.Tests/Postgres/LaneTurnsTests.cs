using Perdure.Durability.Postgres.Jobs;
using Perdure.Durability.Postgres.Lanes;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>When transactions begin, and when a look is saved.</summary>
public sealed class LaneTurnsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Few_writers_do_not_wait_for_each_other()
    {
        var turns = new LaneTurns(_time);
        turns.Begin(3);
        Assert.True(turns.WaitAsync(() => 1).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task After_a_crowd_a_lane_waits_until_half_of_it_is_there_again()
    {
        var (turns, waiting) = (new LaneTurns(_time), 64);
        await turns.WaitAsync(() => waiting);
        turns.Begin(64);
        waiting = 1;
        var turn = turns.WaitAsync(() => Volatile.Read(ref waiting)).AsTask();
        Assert.False(turn.IsCompleted);
        Volatile.Write(ref waiting, 32);
        turns.Added(32);
        await turn;
    }

    [Fact]
    public async Task Lane_that_hangs_and_crowd_that_has_gone_hold_nobody_up_for_long()
    {
        var turns = new LaneTurns(_time);
        await turns.WaitAsync(() => 64);
        turns.Begin(64);
        foreach (var isUnderWay in new[] { true, false })
        {
            var turn = turns.WaitAsync(() => 1).AsTask();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await turn;
            if (isUnderWay) turns.End(64);
        }
    }

    [Fact]
    public void Depths_count_far_from_the_bound_only_and_with_what_was_added()
    {
        var depths = new QueueDepths();
        Assert.Null(depths.Find("q", 1, 1_000_000));
        depths.Saw("q", 5, 7);
        depths.Added("q");
        if (depths.Find("q", 1, 1_000_000) is { } found) Assert.Equal((6, 8), found);
        Assert.Null(depths.Find("q", 1, 10_005));
        depths.Saw("q", 0, 0);
        Assert.Null(depths.Find("q", 1, 1_000_000));
    }
}
