using System.Text;
using Microsoft.Data.Sqlite;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded.Sqlite;

/// <summary>The statements of a store's file, prepared once. Used by one thread at a time.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _grant;
    private readonly SqliteCommand _end;
    private readonly SqliteCommand _mark;

    /// <summary>Prepares them.</summary>
    public SqliteStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _put = Prepare(
            "INSERT INTO entry VALUES ($key, $value, $created, $modified, $version, $lease) ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
            + "created = excluded.created, modified = excluded.modified, version = excluded.version, lease = excluded.lease",
            "$key", "$value", "$created", "$modified", "$version", "$lease");
        _delete = Prepare("DELETE FROM entry WHERE key = $key", "$key");
        _grant = Prepare("INSERT OR REPLACE INTO lease VALUES ($id, $ttl)", "$id", "$ttl");
        _end = Prepare("DELETE FROM lease WHERE id = $id", "$id");
        _mark = Prepare("UPDATE store SET sequence = $sequence, revision = $revision", "$sequence", "$revision");
    }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>Ends it: when this returns it is on the disk.</summary>
    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Undoes it, if there is one.</summary>
    public void Rollback()
    {
        try
        {
            SqliteSchema.Execute(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has undone it by itself, as it does after the graver errors.
        }
    }

    /// <summary>Writes a key.</summary>
    public void Put(Entry entry)
    {
        var parameters = _put.Parameters;
        parameters[0].Value = Encoding.UTF8.GetBytes(entry.Key);
        parameters[1].Value = entry.Value.ToArray();
        parameters[2].Value = entry.CreateRevision;
        parameters[3].Value = entry.ModRevision;
        parameters[4].Value = entry.Version;
        parameters[5].Value = entry.Lease;
        _put.ExecuteNonQuery();
    }

    /// <summary>Deletes a key.</summary>
    public void Delete(string key)
    {
        _delete.Parameters[0].Value = Encoding.UTF8.GetBytes(key);
        _delete.ExecuteNonQuery();
    }

    /// <summary>Writes a lease.</summary>
    public void Grant(long lease, int ttlSeconds)
    {
        _grant.Parameters[0].Value = lease;
        _grant.Parameters[1].Value = ttlSeconds;
        _grant.ExecuteNonQuery();
    }

    /// <summary>Deletes a lease.</summary>
    public void End(long lease)
    {
        _end.Parameters[0].Value = lease;
        _end.ExecuteNonQuery();
    }

    /// <summary>Writes how far the store has come.</summary>
    public void Mark(long sequence, long revision)
    {
        _mark.Parameters[0].Value = sequence;
        _mark.Parameters[1].Value = revision;
        _mark.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _put, _delete, _grant, _end, _mark }) command.Dispose();
    }

    private SqliteCommand Prepare(string sql, params string[] names)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
