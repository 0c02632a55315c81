using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Contract;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>The contract on a real PostgreSQL; every test has a schema of its own.</summary>
[Collection("postgres")]
[TestCaseOrderer(PostgresOrSkip.Type, PostgresOrSkip.Assembly)]
public sealed class PostgresContract(PostgresFixture postgres) : DurableContract
{
    private readonly string _schema = PostgresFixture.NewSchema();

    protected override async Task<IDurableStore> OpenAsync(DurableOptions options) => await postgres.OpenAsync(_schema, options);
}
