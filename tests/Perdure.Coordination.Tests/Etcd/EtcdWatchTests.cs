using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-one")]
public sealed class EtcdWatchTests(EtcdFixture etcd)
{
    [EtcdFact]
    public async Task History_larger_than_a_message_comes_in_whole_revisions()
    {
        await using var store = EtcdTests.Open(etcd.Cluster);
        var value = new byte[300_000];
        await store.Put("a", "1");
        var first = (await store.RangeAsync(RangeQuery.Of("a"), default)).Revision;
        for (var i = 0; i < 8; i++)
            await store.CommitAsync(new Transaction { Then = [.. Enumerable.Range(0, 4).Select(step => Operation.Put($"big/{step}", value))] }, default);
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "big/", Prefix = true, FromRevision = first }, default), TimeSpan.FromSeconds(60));
        var events = await watch.TakeAsync(32);
        Assert.All(events.GroupBy(happened => happened.Entry.ModRevision), revision => Assert.Equal(4, revision.Count()));
        Assert.All(events, happened => Assert.Equal(value.Length, happened.Entry.Value.Length));
    }

    [EtcdFact]
    public async Task Watch_resumes_where_it_was_after_the_store_was_killed()
    {
        using var cluster = await EtcdCluster.StartAsync(1);
        await using var store = EtcdTests.Open(cluster);
        await store.Put("a", "1");
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();
        await store.Put("a", "2");
        Assert.Equal("+a=2", await watch.TextAsync(1));
        cluster.Members[0].Kill();
        cluster.Members[0].Start();
        await cluster.ReadyAsync();
        await store.Becomes(StoreState.Connected);
        await store.PutAtLast("a", "3");
        Assert.Equal("+a=3", await watch.TextAsync(1));
    }

    [EtcdFact]
    public async Task Quiet_watch_is_told_how_far_it_has_come()
    {
        using var cluster = await EtcdCluster.StartAsync(1, new EtcdSettings { ProgressEvery = "300ms" });
        await using var store = EtcdTests.Open(cluster);
        await store.Put("a", "1");
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();
        await store.Put("b", "1");
        var revision = (await store.RangeAsync(RangeQuery.Of("b"), default)).Revision;
        await Eventually.Holds(() => watch.Revision >= revision, "progress without an event");
    }
}
