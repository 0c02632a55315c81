using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

/// <summary>The contract on a real etcd; every test has a prefix of its own.</summary>
public abstract class EtcdContract : CoordinatorContract
{
    private readonly string _prefix = EtcdTests.NewPrefix();

    private protected abstract EtcdCluster Cluster { get; }

    protected override Task<ICoordinator> CreateAsync() => Task.FromResult<ICoordinator>(Open(_prefix, SystemName));

    protected override Task<ICoordinator?> ReopenAsync(string system) => Task.FromResult<ICoordinator?>(Open(_prefix, system));

    protected override Task<ICoordinator?> NeighbourAsync() => Task.FromResult<ICoordinator?>(Open(EtcdTests.NewPrefix(), SystemName));

    protected override Task CompactAsync(long revision) => Cluster.CompactAsync(revision);

    private EtcdCoordinator Open(string prefix, string system) => EtcdTests.Open(Cluster, options => options with { Prefix = prefix, System = system });
}
