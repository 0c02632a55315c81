using Npgsql;
using Perdure.Durability.Postgres;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Support;

/// <summary>A PostgreSQL that test classes share, one class after the other; each test takes a schema of its own and leaves the server running.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private static int s_schemas;
    private PostgresServer? _server;

    internal PostgresServer Server => _server ?? throw new InvalidOperationException(PostgresFactAttribute.Missing);

    /// <summary>A schema that no other test has.</summary>
    internal static string NewSchema() => $"test_{Interlocked.Increment(ref s_schemas)}";

    // Its processes are killed, never the machine, so what is written needs not be flushed; that is faster.
    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null) _server = await PostgresServer.StartAsync("fsync=off");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A store in a schema.</summary>
    internal Task<PostgresDurableStore> OpenAsync(string schema, DurableOptions? options = null, Func<PostgresOptions, PostgresOptions>? with = null)
    {
        var place = new PostgresOptions { ConnectionString = Server.ConnectionString, Schema = schema, ConnectTimeout = Patient.For };
        return PostgresDurableStore.OpenAsync(with is null ? place : with(place), options ?? Patient.Options, CancellationToken.None);
    }

    /// <summary>Runs statements by hand.</summary>
    internal async Task<object?> DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false;Timeout=60;Command Timeout=60");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
