using System.Globalization;
using Npgsql;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>One connection for transactions that write. Used by one lane at a time.</summary>
internal sealed class WriteLink : IAsyncDisposable
{
    private const int SlotsMax = 1_000;
    private readonly NpgsqlConnection _connection;
    private readonly string _history;
    private bool _warned;

    private WriteLink(NpgsqlConnection connection, string history)
    {
        (_connection, _history) = (connection, history);
        // Such as that the wait for a synchronous standby was cut short: the commit is then acknowledged without having got there.
        connection.Notice += (_, notice) => _warned |= notice.Notice.InvariantSeverity == "WARNING";
    }

    /// <summary>Opens one and makes sure that what it commits is on the disk.</summary>
    public static async Task<WriteLink> OpenAsync(PostgresPlace place, CancellationToken cancellationToken)
    {
        var connection = await place.OpenAsync(cancellationToken);
        try
        {
            // The slot is this session's as long as it lives, so that no two sessions count in one row.
            await using var command = new NpgsqlCommand(
                $"""
                SELECT set_config('synchronous_commit', 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting IN ('off', 'local');
                SELECT set_config('perdure.slot', coalesce(
                    (SELECT slot::text FROM generate_series(0, {SlotsMax - 1}) slot WHERE pg_try_advisory_lock(hashtext('perdure {place.Options.Schema}'), slot) LIMIT 1), '{SlotsMax}'), false);
                """, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new WriteLink(connection, await HistoryAsync(connection, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A batch of statements on it.</summary>
    public NpgsqlBatch NewBatch() => new(_connection);

    /// <summary>The statement that gives the transaction its number, and begins it.</summary>
    public static void Begin(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_current_xact_id()::text"));
    }

    /// <summary>Commits. When this returns it is on the disk.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.UnknownOutcome"/>: it is committed, but not as safely as was asked for.</exception>
    public async Task CommitAsync(string location)
    {
        _warned = false;
        await using var command = new NpgsqlCommand("COMMIT", _connection);
        await command.ExecuteNonQueryAsync();
        if (_warned)
            throw new DurabilityException(DurabilityFailure.UnknownOutcome, $"{location}: the commit was acknowledged with a warning, as when a synchronous standby was not waited for; it is done here, and may be lost in a failover");
    }

    /// <summary>Undoes; returns false when the connection is of no more use.</summary>
    public async Task<bool> RollbackAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("ROLLBACK", _connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (Exception e) when (PostgresFaults.IsFault(e) || e is InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// What became of a transaction of another link whose commit was not answered. Null: it cannot be said, because it is not ended yet or because the server
    /// is not the one of then (a standby that was promoted counts its transactions anew from where it was).
    /// </summary>
    public async Task<bool?> HasCommittedAsync(string transaction, WriteLink of, CancellationToken cancellationToken)
    {
        if (_history != of._history) return null;
        await using var command = new NpgsqlCommand($"SELECT pg_xact_status('{long.Parse(transaction, CultureInfo.InvariantCulture)}'::xid8)", _connection);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            "committed" => true,
            "aborted" => false,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.DisposeAsync();
        }
        catch (Exception e) when (PostgresFaults.IsFault(e))
        {
            // It was broken.
        }
    }

    // Which history of which cluster: a promoted standby has another timeline.
    private static async Task<string> HistoryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT system_identifier || ' ' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) FROM pg_control_system()", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
