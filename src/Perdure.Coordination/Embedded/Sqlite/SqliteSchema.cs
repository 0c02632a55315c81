using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>
/// The tables of a store's file. The file says that it is one of ours by its <c>application_id</c>, and of which format by its
/// <c>user_version</c>. Each format is the one before it and one step more, so an older file is brought up by the steps that it lacks.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>"PDUC": what marks the file as a store of this program.</summary>
    public const int ApplicationId = 0x50445543;

    /// <summary>What makes each format from the one before it; the first makes format 1 from an empty file.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        // Keys are blobs: text would end at its first NUL for some readers.
        """
        CREATE TABLE store(id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, revision INTEGER NOT NULL);
        INSERT INTO store VALUES (1, 0, 1);
        CREATE TABLE entry(key BLOB PRIMARY KEY, value BLOB NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, version INTEGER NOT NULL, lease INTEGER NOT NULL);
        CREATE TABLE lease(id INTEGER PRIMARY KEY, ttl INTEGER NOT NULL);
        """,
    ];

    /// <summary>Makes the tables of an empty file, or brings those of an older one up, in one transaction.</summary>
    /// <exception cref="JournalException">The file is of a newer format, or of another program.</exception>
    public static void Prepare(SqliteConnection connection, string file, IReadOnlyList<string> steps)
    {
        var (application, format) = (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version"));
        var isEmpty = application == 0 && format == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && application != ApplicationId)
            throw new JournalException(JournalFault.Incompatible, $"{file} is a database of another program: move it away, or give this node another data directory");
        if (format > steps.Count)
        {
            throw new JournalException(
                JournalFault.Incompatible, $"{file} is of format {format}, written by a newer version; this one understands up to {steps.Count}: run the newer version, or move the file away");
        }

        if (format == steps.Count) return;
        using var transaction = connection.BeginTransaction();
        for (var step = (int)format; step < steps.Count; step++) Execute(connection, steps[step]);
        Execute(connection, $"PRAGMA application_id = {ApplicationId.ToString(CultureInfo.InvariantCulture)}");
        Execute(connection, $"PRAGMA user_version = {steps.Count.ToString(CultureInfo.InvariantCulture)}");
        transaction.Commit();
    }

    /// <summary>Runs statements.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads one number.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads one text.</summary>
    public static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
