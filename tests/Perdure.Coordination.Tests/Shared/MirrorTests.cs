using System.Collections.Concurrent;
using System.Text;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

public sealed class MirrorTests : IAsyncLifetime
{
    private readonly EmbeddedCoordinator _inner = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" });
    private readonly FaultyCoordinator _store;
    private readonly ConcurrentQueue<MirrorChange> _changes = new();

    public MirrorTests() => _store = new FaultyCoordinator(_inner, new QuickTime(50));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _inner.DisposeAsync().AsTask();

    [Fact]
    public async Task Mirror_shows_what_is_there_and_what_comes_in_order()
    {
        await PutAsync("a/1", "one");
        await PutAsync("b/1", "not ours");
        await using var mirror = Mirror.Start(_store, "a/", null, _changes.Enqueue);
        await mirror.FirstAsync(default);
        Assert.Equal(["a/1"], mirror.Current.Keys);
        await PutAsync("a/2", "two");
        await PutAsync("a/2", "three");
        await _inner.CommitAsync(new Transaction { Then = [Operation.Delete("a/1")] }, default);
        await Eventually.Holds(() => mirror.Current.Count == 1 && mirror.Current.ContainsKey("a/2"), "the changes arrive");
        Assert.Equal("three", Text(mirror, "a/2"));
        // Told after the picture has changed.
        await Eventually.Holds(() => _changes.Sum(c => c.Events.Length) == 4, "the changes are told");
        var events = _changes.SelectMany(c => c.Events).Select(e => (e.Deleted, e.Entry.Key, Encoding.UTF8.GetString(e.Entry.Value.Span))).ToArray();
        Assert.Equal([(false, "a/1", "one"), (false, "a/2", "two"), (false, "a/2", "three"), (true, "a/1", "")], events);
        Assert.True(mirror.Fresh);
        Assert.True(_changes.First().Listed);
    }

    [Fact]
    public async Task Mirror_while_the_store_is_lost_keeps_the_picture_and_is_not_fresh()
    {
        await PutAsync("a/1", "one");
        await using var mirror = Mirror.Start(_store, "a/", null, _changes.Enqueue);
        await mirror.FirstAsync(default);
        _store.Lose();
        Assert.False(mirror.Fresh);
        await PutAsync("a/1", "changed");
        await _inner.CommitAsync(new Transaction { Then = [Operation.Put("a/2", "new"u8.ToArray())] }, default);
        Assert.Equal("one", Text(mirror, "a/1"));
        _store.Return();
        await Eventually.Holds(() => mirror.Fresh && mirror.Current.Count == 2, "the store is listed again");
        Assert.Equal("changed", Text(mirror, "a/1"));
        var again = _changes.Last(c => c.Listed);
        Assert.All(again.Events, e => Assert.False(e.Deleted));
    }

    [Fact]
    public async Task Mirror_after_compaction_lists_again_and_raises_only_the_differences()
    {
        await PutAsync("a/same", "same");
        await PutAsync("a/gone", "gone");
        await using var mirror = Mirror.Start(_store, "a/", null, _changes.Enqueue);
        await mirror.FirstAsync(default);
        _store.Rates = new FaultRates { Compacted = 1 };
        await _inner.CommitAsync(new Transaction { Then = [Operation.Delete("a/gone"), Operation.Put("a/new", "new"u8.ToArray())] }, default);
        await Eventually.Holds(() => mirror.Current.ContainsKey("a/new"), "the listing after the compaction");
        await Eventually.Holds(() => _changes.Skip(1).Any(c => !c.Events.IsEmpty), "the differences are told");
        var events = _changes.Skip(1).SelectMany(c => c.Events).Select(e => (e.Deleted, e.Entry.Key)).ToArray();
        Assert.Equal([(true, "a/gone"), (false, "a/new")], events);
        Assert.All(_changes, c => Assert.True(c.Listed));
    }

    [Fact]
    public async Task Mirror_of_parts_leaves_the_rest_out()
    {
        await PutAsync("a/x/1", "x");
        await PutAsync("a/y/1", "y");
        await using var mirror = Mirror.Start(_store, "a/", new MirrorOptions { Parts = ["a/x/", "a/z"] }, _changes.Enqueue);
        await mirror.FirstAsync(default);
        await PutAsync("a/y/2", "y");
        await PutAsync("a/z", "z");
        await Eventually.Holds(() => mirror.Current.Count == 2, "the part arrives");
        Assert.Equal(["a/x/1", "a/z"], mirror.Current.Keys);
    }

    [Fact]
    public async Task Mirror_with_more_keys_than_it_takes_says_so_and_fills_up_when_there_is_room()
    {
        for (var i = 0; i < 4; i++) await PutAsync($"a/{i}", "v");
        await using var mirror = Mirror.Start(_store, "a/", new MirrorOptions { MaxEntries = 3 }, _changes.Enqueue);
        await mirror.FirstAsync(default);
        Assert.Equal(3, mirror.Current.Count);
        Assert.Contains("more than 3 keys", mirror.Problem, StringComparison.Ordinal);
        await _inner.CommitAsync(new Transaction { Then = [Operation.Delete("a/0")] }, default);
        await Eventually.Holds(() => mirror.Current.ContainsKey("a/3"), "the key that was left out");
        await Eventually.Holds(() => mirror.Problem is null, "no problem any more");
    }

    [Fact]
    public async Task Mirror_whose_handler_throws_goes_on()
    {
        var log = new CapturedLog();
        await using var mirror = Mirror.Start(_store, "a/", new MirrorOptions { Log = log }, _ => throw new InvalidOperationException("mistake"));
        mirror.Changed += _changes.Enqueue;
        await mirror.FirstAsync(default);
        await PutAsync("a/1", "one");
        await Eventually.Holds(() => _changes.Any(c => c.Events.Any(e => e.Entry.Key == "a/1")), "the other handler is told");
        Assert.NotNull(log.TextOf("mirror-handler-fault"));
    }

    [Fact]
    public async Task Mirror_that_is_started_while_the_store_is_lost_lists_when_it_returns()
    {
        _store.Lose();
        await PutAsync("a/1", "one");
        await using var mirror = Mirror.Start(_store, "a/");
        await Eventually.Holds(() => mirror.Problem is not null, "a first try that fails");
        Assert.Empty(mirror.Current);
        _store.Return();
        await mirror.FirstAsync(default);
        Assert.Equal("one", Text(mirror, "a/1"));
        Assert.Null(mirror.Problem);
    }

    private static string Text(Mirror mirror, string key) => Encoding.UTF8.GetString(mirror.Current[key].Value.Span);

    private async Task PutAsync(string key, string value) =>
        await _inner.CommitAsync(new Transaction { Then = [Operation.Put(key, Encoding.UTF8.GetBytes(value))] }, default);
}
