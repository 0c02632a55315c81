using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-three")]
public sealed class EtcdThreeContract(EtcdThreeFixture etcd) : EtcdContract
{
    private protected override EtcdCluster Cluster => etcd.Cluster;
}
