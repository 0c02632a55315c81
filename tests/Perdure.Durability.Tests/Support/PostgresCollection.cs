namespace Perdure.Durability.Tests.Support;

/// <summary>Test classes that share a PostgreSQL; they run one after the other.</summary>
[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>;
