using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Contract;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

public sealed class SqliteContract : DurableContract
{
    private TemporaryFolder? _folder;

    protected override Task<IDurableStore> OpenAsync(DurableOptions options) => Task.FromResult<IDurableStore>(SqliteDurableStore.Open((_folder ??= new TemporaryFolder()).File("durable.db"), options));

    protected override Task CleanUpAsync()
    {
        _folder?.Dispose();
        _folder = null;
        return Task.CompletedTask;
    }
}
