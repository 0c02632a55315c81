using Perdure.Durability.Postgres;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;

namespace Perdure.Durable;

/// <summary>Opens an engine as a node does.</summary>
internal static class Stores
{
    private static readonly DurableOptions Options = new() { QueueDepthMax = 100_000_000, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Opens one.</summary>
    /// <param name="engine"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="place">The file, or the connection string.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDurableStore> OpenAsync(string engine, string place, CancellationToken cancellationToken) => engine == "sqlite"
        ? SqliteDurableStore.Open(place, Options)
        : await PostgresDurableStore.OpenAsync(new PostgresOptions { ConnectionString = place, Schema = "perdure" }, Options, cancellationToken);
}
