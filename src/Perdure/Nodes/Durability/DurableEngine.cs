using System.Data.Common;
using Perdure.Durability.Postgres;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;
using Perdure.Model;
using Perdure.Nodes.Coordination;

namespace Perdure.Nodes.Durability;

/// <summary>Opens the engine that a system file names, and says where it is; never with a secret.</summary>
internal static class DurableEngine
{
    private const string DefaultSchema = "perdure";
    private static readonly string[] SchemaKeys = ["Search Path", "SearchPath"];

    /// <summary>Whether the store is a file of this node, which one process has at a time.</summary>
    public static bool IsFile(DurabilityModel declared) => declared.Engine == DurabilityEngine.Sqlite;

    /// <summary>Where the store is: a file, or server, database and schema.</summary>
    public static string LocationOf(SystemModel model, DurabilityModel declared)
    {
        if (IsFile(declared))
            return FileOf(model, declared);
        try
        {
            return PostgresDurableStore.LocationOf(PlaceOf(declared));
        }
        catch (DurabilityException)
        {
            return "PostgreSQL";
        }
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="DurabilityException">It cannot be opened, now or at all.</exception>
    public static async Task<IDurableStore> OpenAsync(SystemModel model, DurabilityModel declared, DurableOptions options, CancellationToken cancellationToken)
    {
        if (!IsFile(declared))
            return await PostgresDurableStore.OpenAsync(PlaceOf(declared), options, cancellationToken);
        var file = FileOf(model, declared);
        try
        {
            // What services keep is nobody else's to read.
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            DataDirectory.MakeOwn(file);
            return await TakenOverAsync(SqliteDurableStore.Open(file, options), DeferMarks.WorkerOf(model.Node.Id), cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DurabilityException(DurabilityFailure.Unavailable, $"{file} cannot be opened: {refused.Message}", refused);
        }
    }

    // The file is one process's at a time, so whoever sent deferred requests from it before is dead: they need not wait for their leases to run out.
    private static async Task<SqliteDurableStore> TakenOverAsync(SqliteDurableStore store, string worker, CancellationToken cancellationToken)
    {
        try
        {
            await store.TakeBackAsync(worker, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Something about an open store that people should know and that stops nothing; null: nothing.</summary>
    /// <exception cref="DurabilityException">It could not be asked.</exception>
    public static async Task<string?> FindRiskAsync(IDurableStore store, CancellationToken cancellationToken) =>
        store is PostgresDurableStore server ? await server.FindRiskAsync(cancellationToken) : null;

    // Systems that share a database have a schema each.
    private static PostgresOptions PlaceOf(DurabilityModel declared)
    {
        var connection = declared.Connection ?? "";
        var schema = DefaultSchema;
        try
        {
            var pairs = new DbConnectionStringBuilder { ConnectionString = connection };
            if (SchemaKeys.FirstOrDefault(pairs.ContainsKey) is { } key && pairs[key] is string { Length: > 0 } written)
                schema = written;
        }
        catch (ArgumentException)
        {
            // Said when it is opened.
        }

        return new PostgresOptions { ConnectionString = connection, Schema = schema };
    }

    private static string FileOf(SystemModel model, DurabilityModel declared) => declared.Path ?? Path.Combine(model.Node.DataDirectory, "durable.db");
}
