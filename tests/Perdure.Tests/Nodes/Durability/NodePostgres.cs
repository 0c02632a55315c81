using Perdure.Durability.Tests.Support;

namespace Perdure.Tests.Nodes.Durability;

/// <summary>A PostgreSQL for the tests of one class, which run one after the other; each takes a schema of its own and leaves the server running.</summary>
public sealed class NodePostgres : IAsyncLifetime
{
    private PostgresServer? _server;

    internal PostgresServer Server => _server ?? throw new InvalidOperationException(PostgresFactAttribute.Missing);

    // Its processes are killed, never the machine, so what is written needs not be flushed; that is faster.
    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
            _server = await PostgresServer.StartAsync("fsync=off");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }
}
