using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-one")]
[TestCaseOrderer(EtcdOrSkip.Type, EtcdOrSkip.Assembly)]
public sealed class EtcdOneContract(EtcdFixture etcd) : EtcdContract
{
    private protected override EtcdCluster Cluster => etcd.Cluster;
}
