using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-one")]
public sealed class EtcdCoordinatorTests(EtcdFixture etcd)
{
    [EtcdFact]
    public async Task Key_written_is_read_with_its_revisions()
    {
        await using var store = EtcdTests.Open(etcd.Cluster);
        await store.Put("a", "1");
        await store.Put("a", "2");
        var entry = (await store.RangeAsync(RangeQuery.Of("a"), default)).First!;
        Assert.Equal("a", entry.Key);
        Assert.Equal("2"u8.ToArray(), entry.Value.ToArray());
        Assert.Equal(2, entry.Version);
        Assert.True(entry.ModRevision > entry.CreateRevision);
        await store.Becomes(StoreState.Connected);
        Assert.StartsWith("3.", store.Status.Version);
    }

    [EtcdFact]
    public async Task History_older_than_it_is_kept_is_compacted_by_any_number_of_nodes()
    {
        var log = new CapturedLog();
        var prefix = EtcdTests.NewPrefix();
        var stores = Enumerable.Range(0, 2).Select(_ => EtcdTests.Open(
            etcd.Cluster, options => options with { Prefix = prefix, CompactAfter = TimeSpan.FromMilliseconds(100), Log = log })).ToArray();
        try
        {
            await stores[0].Put("a", "1");
            var old = (await stores[0].RangeAsync(RangeQuery.Of("a"), default)).Revision;
            await stores[0].Put("a", "2");

            await Eventually.Holds(async () => await IsCompactedAsync(stores[0], old), "what happened at the old revision is forgotten");
            Assert.Equal("2"u8.ToArray(), (await stores[1].RangeAsync(RangeQuery.Of("a"), default)).First!.Value.ToArray());
            Assert.Null(log.TextOf("compaction-refused"));
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync();
        }
    }

    private static async Task<bool> IsCompactedAsync(ICoordinator store, long revision)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            await foreach (var batch in store.WatchAsync(new WatchQuery { Key = "a", FromRevision = revision }, stop.Token))
                if (!batch.Events.IsEmpty) return false;
        }
        catch (CoordinationException compacted) when (compacted.Failure == CoordinationFailure.Compacted)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            // Neither an event nor an end.
        }

        return false;
    }
}
