namespace Perdure.Coordination.Tests.Support;

/// <summary>An etcd of three members that test classes share; a test that hurts one heals it again.</summary>
public sealed class EtcdHurtFixture() : EtcdClusterFixture(members: 3);
