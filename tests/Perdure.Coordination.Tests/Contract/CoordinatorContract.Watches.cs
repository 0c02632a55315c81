using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>Watches.</summary>
public abstract partial class CoordinatorContract
{
    [Fact]
    public async Task Watch_begins_with_how_far_it_has_come_and_tells_only_what_follows()
    {
        var before = await PutAsync("t/a", "before");
        await using var watch = Watch("t/a");
        var first = await watch.BegunAsync();
        Assert.Empty(first.Events);
        Assert.True(first.Revision >= before);
        var after = await PutAsync("t/a", "after");
        var change = Assert.Single(await watch.TakeAsync(1));
        Assert.Equal((false, "t/a", "after", after, before, 2), (change.Deleted, change.Entry.Key, Text(change.Entry), change.Entry.ModRevision, change.Entry.CreateRevision, (int)change.Entry.Version));
    }

    [Fact]
    public async Task Watch_of_a_key_tells_of_no_other()
    {
        await using var watch = Watch("t/a");
        await watch.BegunAsync();
        foreach (var key in new[] { "t/", "t/b", "t/aa", "t/a/b" }) await PutAsync(key, "1");
        await PutAsync("t/a", "1");
        await Store.CommitAsync(Then(Operation.DeletePrefix("t/")), None);
        Assert.Equal("+t/a=1 -t/a", await watch.TextAsync(2));
    }

    [Fact]
    public async Task Watch_of_a_prefix_tells_what_begins_so()
    {
        await using var watch = Watch("t/a/", prefix: true);
        await watch.BegunAsync();
        foreach (var key in new[] { "t/a", "t/a/2", "t/b/1", "t/a/1" }) await PutAsync(key, "1");
        await Store.CommitAsync(Then(Operation.Delete("t/a/2"), Put("t/a/1", "2"), Put("t/c", "1")), None);
        Assert.Equal("+t/a/2=1 +t/a/1=1 -t/a/2 +t/a/1=2", await watch.TextAsync(4));
    }

    [Fact]
    public async Task Watch_from_a_past_revision_tells_all_since_then()
    {
        await PutAsync("t/a", "0");
        var from = await PutAsync("t/a", "1");
        await PutAsync("t/b", "1");
        await Store.CommitAsync(Then(Operation.Delete("t/a")), None);
        await using var watch = Watch("t/", prefix: true, from);
        var first = await watch.BegunAsync();
        Assert.Empty(first.Events);
        Assert.Equal("+t/a=1 +t/b=1 -t/a", await watch.TextAsync(3));
        await PutAsync("t/c", "1");
        Assert.Equal("+t/c=1", await watch.TextAsync(1));
    }

    [Fact]
    public async Task Watch_from_a_revision_to_come_tells_nothing_before_it()
    {
        var now = await PutAsync("t/a", "0");
        await using var watch = Watch("t/a", from: now + 3);
        await watch.BegunAsync();
        for (var i = 1; i <= 40; i++) await PutAsync("t/a", "x");
        Assert.True((await watch.TakeAsync(1))[0].Entry.ModRevision >= now + 3);
    }

    [Fact]
    public async Task Watch_tells_of_a_deletion_with_its_revision()
    {
        await using var watch = Watch("t/a");
        await watch.BegunAsync();
        await PutAsync("t/a", "1");
        var deleted = await Store.CommitAsync(Then(Operation.Delete("t/a")), None);
        var change = (await watch.TakeAsync(2))[1];
        Assert.Equal((true, "t/a", deleted.Revision), (change.Deleted, change.Entry.Key, change.Entry.ModRevision));
    }

    [Fact]
    public async Task Event_tells_nothing_that_a_read_does_not_see_yet()
    {
        await using var watch = Watch("t/a");
        await watch.BegunAsync();
        for (var i = 0; i < 50; i++)
        {
            var write = PutAsync("t/a", "x");
            var change = (await watch.TakeAsync(1))[0];
            var read = await Store.RangeAsync(RangeQuery.Of("t/a"), None);
            Assert.True(read.Revision >= change.Entry.ModRevision);
            Assert.Equal(change.Entry.ModRevision, read.First!.ModRevision);
            await write;
        }
    }

    /// <summary>Watches that begin at different times, and one that lists first, see the same story without gap or repetition.</summary>
    [Fact]
    public async Task Watches_have_no_gap_and_no_repetition_while_many_write()
    {
        const int Writers = 6;
        const int Writes = 40;
        await using var early = Watch("t/w/", prefix: true);
        var begun = await early.BegunAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Writes; i++)
            {
                var key = $"t/w/{(writer + i) % 5}";
                if (i % 7 == 6) await Store.CommitAsync(Then(Operation.Delete(key), Put($"t/w/n{writer}", "1")), None);
                else await PutAsync(key, $"{writer}-{i}");
            }
        })));
        await early.TakeAsync(20);
        var list = await Store.RangeAsync(RangeQuery.Under("t/w/"), None);
        await using var late = Watch("t/w/", prefix: true, from: list.Revision + 1);
        await late.BegunAsync();
        await using var replay = Watch("t/w/", prefix: true, from: begun.Revision + 1);
        await writing;

        var end = await PutAsync("t/w/end", "1");
        var story = await StoryAsync(replay, end);
        Assert.Equal(story.Where(line => long.Parse(line.Split(' ')[0], null) > list.Revision), await StoryAsync(late, end));
        Assert.Equal(story, story.Distinct());

        // Played over the list, the story ends in what is there.
        var picture = list.Entries.ToDictionary(entry => entry.Key, entry => entry.ModRevision);
        foreach (var line in story.Select(line => line.Split(' ')).Where(line => long.Parse(line[0], null) > list.Revision))
        {
            if (line[1] == "-") picture.Remove(line[2]);
            else picture[line[2]] = long.Parse(line[0], null);
        }

        var there = (await Store.RangeAsync(RangeQuery.Under("t/w/"), None)).Entries.ToDictionary(entry => entry.Key, entry => entry.ModRevision);
        Assert.Equal(there.OrderBy(pair => pair.Key), picture.OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task Watch_from_a_compacted_revision_is_refused_and_says_from_where()
    {
        var first = await PutAsync("t/a", "0");
        for (var i = 1; i < 10; i++) await PutAsync("t/a", $"{i}");
        var last = await PutAsync("t/a", "10");
        await CompactAsync(last - 2);
        await using var old = Watch("t/a", from: first);
        var error = await FailsAsync(CoordinationFailure.Compacted, () => old.Ended);
        Assert.InRange(error.CompactRevision, last - 2, last);

        await using var again = Watch("t/a", from: error.CompactRevision + 1);
        await PutAsync("t/a", "11");
        var wanted = (int)(last - error.CompactRevision) + 1;
        Assert.Equal("11", Text((await again.TakeAsync(wanted))[^1].Entry));
        Assert.Equal("11", Text(await GetAsync("t/a")));
    }

    [Fact]
    public async Task Watch_under_way_outlives_a_compaction()
    {
        await using var watch = Watch("t/a");
        await watch.BegunAsync();
        await PutAsync("t/a", "1");
        Assert.Equal("+t/a=1", await watch.TextAsync(1));
        await CompactAsync(await PutAsync("t/b", "1"));
        await PutAsync("t/a", "2");
        Assert.Equal("+t/a=2", await watch.TextAsync(1));
    }

    [Fact]
    public async Task Cancelled_watch_ends_so()
    {
        using var stop = new CancellationTokenSource();
        var watch = Store.WatchAsync(new WatchQuery { Key = "t/a" }, stop.Token).GetAsyncEnumerator(None);
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Many_watches_are_all_told()
    {
        var watches = Enumerable.Range(0, 50).Select(_ => Watch("t/a")).ToArray();
        try
        {
            foreach (var watch in watches) await watch.BegunAsync();
            await PutAsync("t/a", "1");
            foreach (var watch in watches) Assert.Equal("+t/a=1", await watch.TextAsync(1));
        }
        finally
        {
            foreach (var watch in watches) await watch.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> StoryAsync(WatchReader watch, long end)
    {
        var lines = new List<string>();
        while (true)
        {
            var change = (await watch.TakeAsync(1))[0];
            lines.Add($"{change.Entry.ModRevision} {(change.Deleted ? "-" : "+")} {change.Entry.Key}");
            if (change.Entry.ModRevision == end) return lines;
        }
    }
}
