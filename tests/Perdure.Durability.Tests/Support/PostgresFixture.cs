namespace Perdure.Durability.Tests.Support;

/// <summary>A PostgreSQL that test classes share, one class after the other; each test takes a schema of its own and leaves the server running.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private static int s_schemas;

    internal PostgresServer Server => _server ?? throw new InvalidOperationException(PostgresFactAttribute.Missing);

    /// <summary>A schema that no other test has.</summary>
    internal static string NewSchema() => $"test_{Interlocked.Increment(ref s_schemas)}";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null) _server = await PostgresServer.StartAsync();
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }
}
