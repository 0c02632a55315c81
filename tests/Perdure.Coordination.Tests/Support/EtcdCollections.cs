namespace Perdure.Coordination.Tests.Support;

/// <summary>Test classes that share an etcd of one member; they run one after the other.</summary>
[CollectionDefinition("etcd-one")]
public sealed class EtcdCollections : ICollectionFixture<EtcdFixture>;

/// <summary>Test classes that share an etcd of three members and leave them running; they run one after the other.</summary>
[CollectionDefinition("etcd-three")]
public sealed class EtcdThreeCollection : ICollectionFixture<EtcdThreeFixture>;

/// <summary>Test classes that share an etcd of three members and hurt them; they run one after the other.</summary>
[CollectionDefinition("etcd-hurt")]
public sealed class EtcdHurtCollection : ICollectionFixture<EtcdHurtFixture>;
