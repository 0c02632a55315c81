using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Caching;

namespace Perdure.Gateway.Tests.Caching;

public sealed class CacheStoreTests
{
    private static readonly HeaderDictionary Request = [];

    [Fact]
    public void Least_recently_used_goes_first_and_the_limit_holds()
    {
        var store = new CacheStore();
        store.Resize(10_000);
        for (var at = 0; at < 3; at++)
            Assert.True(store.TryPut(Answer($"/{at}", 2_000), Request, store.ChangesOf(Key($"/{at}"))));
        Find(store, "/0")!.Use();

        store.TryPut(Answer("/3", 3_000), Request, store.ChangesOf(Key("/3")));

        Assert.NotNull(Find(store, "/0"));
        Assert.Null(Find(store, "/1"));
        Assert.InRange(store.Snapshot.Bytes, 1, 10_000);
        Assert.Equal(1, store.Snapshot.Evicted);
    }

    [Fact]
    public void Answer_larger_than_the_memory_is_not_taken_and_takes_nothing_out()
    {
        var store = new CacheStore();
        store.Resize(10_000);
        store.TryPut(Answer("/a", 100), Request, store.ChangesOf(Key("/a")));

        Assert.False(store.TryPut(Answer("/b", 20_000), Request, store.ChangesOf(Key("/b"))));
        Assert.NotNull(Find(store, "/a"));
    }

    [Fact]
    public void Answer_that_was_asked_for_before_a_change_is_not_stored_after_it()
    {
        var store = new CacheStore();
        var before = store.ChangesOf(Key("/a"));
        store.Invalidate(Key("/a"));

        Assert.False(store.TryPut(Answer("/a", 10), Request, before));
        Assert.True(store.TryPut(Answer("/a", 10), Request, store.ChangesOf(Key("/a"))));
    }

    [Fact]
    public void Everything_is_given_back_when_all_is_taken_out()
    {
        var store = new CacheStore();
        for (var at = 0; at < 100; at++)
            store.TryPut(Answer($"/{at % 10}", 10 * at), Request, store.ChangesOf(Key($"/{at % 10}")));
        Assert.Equal(10, store.Snapshot.Answers);
        for (var at = 0; at < 10; at++)
            store.Invalidate(Key($"/{at}"));

        Assert.Equal((0, 0L), (store.Snapshot.Answers, store.Snapshot.Bytes));
    }

    [Fact]
    public void What_clients_send_to_tell_answers_apart_counts_as_memory()
    {
        var plain = Answer("/a", 100);
        var lengthy = new string('x', 10_000);
        Assert.InRange(Answer("/a", 100, lengthy, null).Bytes, plain.Bytes + 20_000, plain.Bytes + 21_000);
        Assert.InRange(Answer("/a", 100, null, lengthy).Bytes, plain.Bytes + 20_000, plain.Bytes + 21_000);
    }

    [Fact]
    public void Many_threads_leave_the_books_in_order()
    {
        var store = new CacheStore();
        store.Resize(50_000);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var random = new Random(thread);
            for (var at = 0; at < 5_000; at++)
            {
                var path = $"/{random.Next(100)}";
                if (random.Next(10) == 0)
                    store.Invalidate(Key(path));
                else if (Find(store, path) is { } found)
                    found.Use();
                else
                    store.TryPut(Answer(path, random.Next(4_000)), Request, store.ChangesOf(Key(path)));
            }
        });

        Assert.InRange(store.Snapshot.Bytes, 0, 50_000);
        for (var at = 0; at < 100; at++)
            store.Invalidate(Key($"/{at}"));
        Assert.Equal((0, 0L), (store.Snapshot.Answers, store.Snapshot.Bytes));
    }

    private static StoredAnswer? Find(CacheStore store, string path) => store.Find(Key(path))?.Select(Request, null);

    private static CacheKey Key(string path) => new(1, "http", "h", "h", path);

    private static StoredAnswer Answer(string path, int length, string? language = null, string? telling = null) => new()
    {
        Key = Key(path),
        Status = 200,
        Headers = [],
        Body = new byte[length],
        VaryNames = language is null ? [] : ["Accept-Language"],
        VaryValues = language is null ? [] : [language],
        Telling = telling,
        Says = default,
        Freshness = new Freshness(60_000, 0, true),
        ReceivedMs = 0,
        ForAuthorized = false,
        ETag = null,
        LastModified = default,
    };
}
