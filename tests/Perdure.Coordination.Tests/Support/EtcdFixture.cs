namespace Perdure.Coordination.Tests.Support;

/// <summary>An etcd of one member that test classes share and leave running; each test takes a prefix of its own.</summary>
public sealed class EtcdFixture() : EtcdClusterFixture(members: 1);
