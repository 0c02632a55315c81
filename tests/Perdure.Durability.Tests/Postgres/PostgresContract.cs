using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Contract;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>The contract on a real PostgreSQL; every test has a schema of its own.</summary>
[Collection("postgres")]
[TestCaseOrderer(PostgresOrSkip.Type, PostgresOrSkip.Assembly)]
public sealed class PostgresContract(PostgresFixture postgres) : DurableContract
{
    private string _schema = PostgresFixture.NewSchema();

    protected override async Task<IDurableStore> OpenAsync(DurableOptions options) => await postgres.OpenAsync(_schema, options);

    // The whole cluster goes in the end; dropping each by itself takes longer than the test.
    protected override Task CleanUpAsync()
    {
        _schema = PostgresFixture.NewSchema();
        return Task.CompletedTask;
    }
}
