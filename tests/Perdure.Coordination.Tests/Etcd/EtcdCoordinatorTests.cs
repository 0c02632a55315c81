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
        Assert.Equal(StoreState.Connected, store.Status.State);
        Assert.StartsWith("3.", store.Status.Version);
    }
}
