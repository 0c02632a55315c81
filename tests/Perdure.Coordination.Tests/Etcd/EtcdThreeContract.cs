using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-three")]
[TestCaseOrderer(EtcdOrSkip.Type, EtcdOrSkip.Assembly)]
public sealed class EtcdThreeContract(EtcdThreeFixture etcd) : EtcdContract
{
    private protected override EtcdCluster Cluster => etcd.Cluster;

    protected override TimeSpan Shortest => EtcdThreeFixture.ShortestLease;
}
