using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>One connection for transactions that write. Used by one lane at a time.</summary>
internal sealed class WriteLink : IAsyncDisposable
{
    private const int SlotsMax = 1_000;

    // The mark of a link whose transactions are refused from now on.
    private const int Closed = -1;
    private readonly NpgsqlConnection _connection;
    private readonly Guid _id = Guid.NewGuid();
    private long _mark;
    private long _usedTimestamp;
    private bool _warned;

    private WriteLink(NpgsqlConnection connection)
    {
        _connection = connection;
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
            var link = new WriteLink(connection);
            // There from the beginning: a row that is being inserted would not be seen, and not be waited for.
            await using var batch = link.NewBatch();
            link.Mark(batch, place.Clock.NowMs());
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return link;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A batch of statements on it.</summary>
    public NpgsqlBatch NewBatch() => new(_connection);

    /// <summary>Whether it was used not long ago; the row of its mark is removed some time after its last use.</summary>
    public bool IsFresh => TimeProvider.System.GetElapsedTime(_usedTimestamp) < TimeSpan.FromHours(1);

    /// <summary>Whether its last transaction began not longer ago than this.</summary>
    public bool WasUsedWithin(TimeSpan time) => TimeProvider.System.GetElapsedTime(_usedTimestamp) < time;

    /// <summary>
    /// Begins a transaction, and leaves a mark in it by which it is known again. Not by its number: the server gives a number again when it has crashed
    /// before the number was on the disk, and a standby that was promoted does too.
    /// </summary>
    public void Begin(NpgsqlBatch batch, long nowMs)
    {
        batch.Add("BEGIN");
        Mark(batch, nowMs);
    }

    /// <summary>Commits at the end of a batch. When that has been read to its end, it is on the disk.</summary>
    public void Commit(NpgsqlBatch batch)
    {
        _warned = false;
        batch.Add("COMMIT");
    }

    /// <summary>Looks whether the commit was as safe as was asked for.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.UnknownOutcome"/>: it was not.</exception>
    public void ThrowIfWarned(string location)
    {
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
    /// Whether the last transaction of another link, whose commit was not answered, is there. Waits for it to end if it has begun. If it is not there, sees to it that it never will be:
    /// its one message, with the commit in it, may still be on its way to the server, or lie there unread.
    /// </summary>
    public async Task<bool> SettleAsync(WriteLink of, long nowMs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO lane VALUES ($1, {Closed}, $3)
            ON CONFLICT (id) DO UPDATE SET mark = CASE WHEN lane.mark = $2 THEN lane.mark ELSE {Closed} END, used_ms = excluded.used_ms RETURNING mark
            """, _connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = of._id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = of._mark });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
        return await command.ExecuteScalarAsync(cancellationToken) is long mark && mark == of._mark;
    }

    private void Mark(NpgsqlBatch batch, long nowMs)
    {
        _usedTimestamp = TimeProvider.System.GetTimestamp();
        // A link that was closed divides by zero: SQL has no plainer way to refuse within a statement.
        batch.Add("INSERT INTO lane VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark / (lane.mark >= 0)::int, used_ms = excluded.used_ms")
            .With(_id, NpgsqlDbType.Uuid).With(++_mark).With(nowMs);
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
}
