using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Checkpoints;
using Perdure.Durability.Postgres.Jobs;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Postgres.Records;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres;

/// <summary>
/// The durable store of many nodes: a schema in PostgreSQL 15 or newer. The writes of many callers share a transaction, whose commit is on the disk
/// (and, with synchronous replication, on the standby) before they are acknowledged. When the answer of a commit is lost, the server is asked
/// again what became of it. Thread-safe.
/// </summary>
/// <remarks>Leases and due times are judged by the clock of the node that claims; nodes' clocks should agree to within a small part of a lease.</remarks>
public sealed class PostgresDurableStore : IDurableStore
{
    private const long LaneRetentionMs = 86_400_000;
    private readonly PostgresPlace _place;
    private readonly WriteQueue _writes;
    private int _disposed;

    private PostgresDurableStore(PostgresPlace place)
    {
        (_place, _writes) = (place, new WriteQueue(place));
        (Jobs, Idempotency, Checkpoints) = (new PostgresJobs(place, _writes), new PostgresIdempotency(place, _writes), new PostgresCheckpoints(place, _writes));
    }

    /// <inheritdoc/>
    public string Location => _place.Location;

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IIdempotencyStore Idempotency { get; }

    /// <inheritdoc/>
    public ICheckpointStore Checkpoints { get; }

    /// <summary>Connects, and makes or brings up the tables.</summary>
    /// <exception cref="DurabilityException">
    /// <see cref="DurabilityFailure.Invalid"/>: the connection string cannot be meant so.
    /// <see cref="DurabilityFailure.Unavailable"/>: the server cannot be reached or refuses the user (unless <see cref="PostgresOptions.WaitForServer"/>).
    /// <see cref="DurabilityFailure.Incompatible"/>: the store is of a newer version, or the schema is another program's.
    /// </exception>
    public static Task<PostgresDurableStore> OpenAsync(PostgresOptions place, DurableOptions options, CancellationToken cancellationToken) =>
        OpenAsync(place, options, PostgresSchema.Steps, cancellationToken);

    /// <summary>Where a store is that is not open, for messages: host, port, database and schema. Never a password.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Invalid"/>: the connection string cannot be meant so.</exception>
    public static string LocationOf(PostgresOptions place) => PostgresPlace.LocationOf(PostgresPlace.Parse(place), place.Schema);

    /// <summary>Settings of the server by which it loses what it has acknowledged when the power fails, for people to read; null: there are none.</summary>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Unavailable"/>: the server cannot be asked.</exception>
    public async Task<string?> FindRiskAsync(CancellationToken cancellationToken) => await _place.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT string_agg(name || '=' || setting, ', ' ORDER BY name) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'", connection);
            return await command.ExecuteScalarAsync(token) is string settings
                ? $"{Location} has {settings}: it may lose or damage what it has acknowledged when the power fails; set them to on"
                : null;
        },
        cancellationToken);

    /// <summary>Opens a store with other formats, or with another clock of the time-outs, for tests.</summary>
    internal static async Task<PostgresDurableStore> OpenAsync(
        PostgresOptions options, DurableOptions store, IReadOnlyList<string> steps, CancellationToken cancellationToken, TimeProvider? patience = null)
    {
        var place = new PostgresPlace(options, store, steps) { Patience = patience ?? TimeProvider.System };
        try
        {
            await place.CheckAsync(cancellationToken);
        }
        catch (DurabilityException e) when (e.Failure == DurabilityFailure.Unavailable && options.WaitForServer)
        {
            // Each call tries again.
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }

        return new PostgresDurableStore(place);
    }

    /// <inheritdoc/>
    public async ValueTask<SweepResult> SweepAsync(int max, CancellationToken cancellationToken)
    {
        StoreLimits.Range(max, StoreLimits.SweepMax, "a sweep");
        var counts = await _writes.DoAsync(new BulkWrite((batch, nowMs) => AddSweep(batch, nowMs, max), 3), cancellationToken);
        return new SweepResult(counts[0], counts[1], counts[2]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _writes.DisposeAsync();
        await _place.DisposeAsync();
    }

    private void AddSweep(NpgsqlBatch batch, long nowMs, int max)
    {
        var (done, dead) = ((long)_place.Store.DoneRetention.TotalMilliseconds, (long?)_place.Store.DeadRetention?.TotalMilliseconds);
        batch.Add(
            """
            DELETE FROM job WHERE seq IN (SELECT seq FROM
                ((SELECT seq, at_ms + $2 AS expires FROM job WHERE state = 2 AND at_ms <= $1 - $2 ORDER BY at_ms, seq LIMIT $4)
                 UNION ALL (SELECT seq, at_ms + $3 FROM job WHERE state = 3 AND at_ms <= $1 - $3 ORDER BY at_ms, seq LIMIT $4)) expired ORDER BY expires, seq LIMIT $4)
            AND state >= 2 RETURNING 1
            """).With(nowMs).With(done).With(dead, NpgsqlDbType.Bigint).With(max);
        batch.Add(
            """
            DELETE FROM record WHERE (scope, key) IN (SELECT scope, key FROM record WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2 FOR UPDATE SKIP LOCKED) AND expires_ms <= $1 RETURNING 1
            """).With(nowMs).With(max);
        batch.Add(
            """
            DELETE FROM checkpoint_job WHERE job IN
                (SELECT job FROM checkpoint_job WHERE etag IS NULL AND changed_ms <= $1 ORDER BY changed_ms LIMIT $2 FOR UPDATE SKIP LOCKED) AND etag IS NULL RETURNING 1
            """).With(nowMs - (long)_place.Store.FencingRetention.TotalMilliseconds).With(max);
        // Of sessions that ended long ago: whoever would ask for their last transaction has given up.
        batch.Add("DELETE FROM lane WHERE id IN (SELECT id FROM lane WHERE used_ms < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)").With(nowMs - LaneRetentionMs).With(max);
    }
}
