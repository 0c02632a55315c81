using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Embedded;

public sealed class WatchHistoryTests
{
    private static readonly WatchQuery All = new() { Key = "", Prefix = true };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public void History_keeps_the_last_revisions_and_no_more(int revisionsMax)
    {
        var history = new WatchHistory(revisionsMax, long.MaxValue);
        history.Begin(1, 1);
        for (var revision = 2; revision <= 300; revision++) history.Add([Event(revision, 1)]);
        var oldest = 300 - revisionsMax + 1;
        Assert.Equal(oldest, history.Read(All, oldest - 1, out _, out _));
        Assert.Equal(0, history.Read(All, oldest, out var events, out var next));
        Assert.Equal((revisionsMax, oldest, 301), (events.Length, events[0].Entry.ModRevision, next));
    }

    [Fact]
    public void History_is_bounded_in_bytes_but_keeps_the_last_revision()
    {
        var history = new WatchHistory(1000, bytesMax: 10_000);
        history.Begin(1, 1);
        for (var revision = 2; revision <= 100; revision++) history.Add([Event(revision, 1000)]);
        Assert.InRange(history.Read(All, 1, out _, out _), 91, 93);
        history.Add([Event(101, 50_000)]);
        Assert.Equal(101, history.Read(All, 1, out _, out _));
        Assert.Equal(0, history.Read(All, 101, out var events, out _));
        Assert.Single(events);
    }

    [Fact]
    public void Read_never_divides_a_revision_and_goes_on_where_it_was()
    {
        var history = new WatchHistory(1000, long.MaxValue);
        history.Begin(5, 6);
        for (var revision = 6; revision < 26; revision++) history.Add([.. Enumerable.Repeat(Event(revision, 1), 100)]);
        var (from, seen) = (6L, new List<long>());
        while (history.Read(All, from, out var events, out var next) == 0 && next > from)
        {
            Assert.Equal(events.Length, 100 * (int)(next - from));
            Assert.InRange(events.Length, 1, 700);
            seen.AddRange(events.Select(e => e.Entry.ModRevision).Distinct());
            from = next;
        }

        Assert.Equal(Enumerable.Range(6, 20).Select(revision => (long)revision), seen);
    }

    [Fact]
    public void Compaction_beyond_what_there_is_forgets_all_that_there_is()
    {
        var history = new WatchHistory(1000, long.MaxValue);
        history.Begin(1, 1);
        history.Add([Event(2, 1)]);
        history.Compact(100);
        Assert.Equal(3, history.Read(All, 2, out _, out _));
        history.Add([Event(3, 1)]);
        Assert.Equal(0, history.Read(All, 3, out var events, out _));
        Assert.Single(events);
    }

    [Fact]
    public void Nothing_is_known_before_the_store_was_opened()
    {
        var history = new WatchHistory(1000, long.MaxValue);
        Assert.Equal(0, history.Next);
        var begins = history.Changed;
        history.Begin(40, 41);
        Assert.True(begins.IsCompleted);
        Assert.Equal((41, 41), (history.Next, history.Read(All, 40, out _, out _)));
        Assert.Equal(0, history.Read(All, 41, out _, out _));
    }

    /// <summary>Who does not read in time is not queued for, but told to list again.</summary>
    [Fact]
    public async Task Slow_watch_is_told_to_list_again()
    {
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test", HistoryRevisionsMax = 50 });
        await using var watch = store.WatchAsync(All, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var last = 0L;
        for (var i = 0; i < 200; i++) last = (await store.CommitAsync(new Transaction { Then = [Operation.Put("a", default)] }, CancellationToken.None)).Revision;
        var error = await Assert.ThrowsAsync<CoordinationException>(async () => await watch.MoveNextAsync());
        Assert.Equal((CoordinationFailure.Compacted, last - 49), (error.Failure, error.CompactRevision));
    }

    /// <summary>A watch of something quiet is told from time to time how far the store has come.</summary>
    [Fact]
    public async Task Quiet_watch_in_a_busy_store_learns_how_far_it_has_come()
    {
        var time = new ManualTime();
        await using var store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test", Clock = time });
        await using var watch = store.WatchAsync(new WatchQuery { Key = "quiet" }, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var told = watch.MoveNextAsync().AsTask();
        await store.CommitAsync(new Transaction { Then = [Operation.Put("busy", default)] }, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.Holds(
            async () =>
            {
                await store.CommitAsync(new Transaction { Then = [Operation.Put("busy", default)] }, CancellationToken.None);
                return told.IsCompleted;
            },
            "the watch is told");
        Assert.True(await told);
        Assert.Empty(watch.Current.Events);
        Assert.True(watch.Current.Revision > 2);
    }

    private static WatchEvent Event(long revision, int bytes) => new(Deleted: false, new Entry("k", new byte[bytes - 1], revision, revision, 1, 0));
}
