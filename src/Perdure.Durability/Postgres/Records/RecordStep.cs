using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>
/// Reads and locks the records of many callers, does here what they want, one after the other, and writes what has changed. Duplicates of a
/// request that come together thus cost one look.
/// </summary>
internal sealed class RecordStep(DurableOptions options) : WriteStep
{
    private readonly List<IRecordWrite> _writes = [];
    private readonly Dictionary<IdempotencyKey, RecordRow?> _before = [];
    private readonly Dictionary<IdempotencyKey, RecordRow?> _after = [];
    private readonly Queue<long> _tokens = new();

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write)
    {
        _writes.Add((IRecordWrite)write);
        return true;
    }

    /// <inheritdoc/>
    public override void Look(NpgsqlBatch batch, long nowMs)
    {
        _before.Clear();
        _after.Clear();
        _tokens.Clear();
        IdempotencyKey[] keys = [.. _writes.Select(write => write.Key).Distinct()];
        batch.Add(
            """
            SELECT scope, key, token, finished, begun_ms, lease_ms, expires_ms, fingerprint, answer FROM record
            WHERE (scope, key) IN (SELECT * FROM unnest($1, $2)) ORDER BY scope, key FOR UPDATE
            """).With(keys.Select(key => key.Scope)).With(keys.Select(key => key.Key));
        batch.Add("SELECT nextval('token'), (SELECT coalesce(sum(n), 0)::bigint FROM tally WHERE name = '*records') FROM generate_series(1, $1)")
            .With(_writes.Count(write => write.NeedsToken), NpgsqlDbType.Integer);
    }

    /// <inheritdoc/>
    public override async Task LookedAsync(NpgsqlDataReader reader, long nowMs)
    {
        while (await reader.ReadAsync())
        {
            _before[new IdempotencyKey(reader.GetString(0), reader.GetString(1))] = new RecordRow(
                reader.GetInt64(2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetFieldValue<byte[]>(7), reader.Maybe<byte[]>(8));
        }

        await reader.NextResultAsync();
        var count = 0L;
        while (await reader.ReadAsync())
        {
            _tokens.Enqueue(reader.GetInt64(0));
            count = reader.GetInt64(1);
        }

        await reader.NextResultAsync();
        foreach (var (key, row) in _before) _after[key] = row!.ExpiresMs > nowMs ? row : null;
        foreach (var write in _writes)
        {
            var turn = new RecordTurn(
                nowMs, (long)options.IdempotencyRetention.TotalMilliseconds, write.NeedsToken ? _tokens.Dequeue() : 0, count, options.IdempotencyRecordsMax, _before.ContainsKey(write.Key));
            var was = _after.GetValueOrDefault(write.Key);
            var row = write.Apply(was, turn);
            if (was is null && row is not null && !turn.TakesPlace) count++;
            _after[write.Key] = row;
        }
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        var made = _after.Where(pair => pair.Value is not null && !_before.ContainsKey(pair.Key)).ToList();
        var changed = _after.Where(pair => pair.Value is not null && _before.TryGetValue(pair.Key, out var before) && !ReferenceEquals(before, pair.Value)).ToList();
        var freed = _after.Where(pair => pair.Value is null && _before.TryGetValue(pair.Key, out var before) && before!.ExpiresMs > nowMs).ToList();
        const string Rows = "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) said(scope, key, token, finished, begun_ms, lease_ms, expires_ms, fingerprint, answer)";
        if (changed.Count > 0)
        {
            With(batch.Add(
                $"""
                UPDATE record SET token = said.token, finished = said.finished, begun_ms = said.begun_ms, lease_ms = said.lease_ms,
                    expires_ms = said.expires_ms, fingerprint = said.fingerprint, answer = said.answer
                FROM {Rows} WHERE record.scope = said.scope AND record.key = said.key
                """), changed);
        }

        if (freed.Count > 0)
        {
            batch.Add("DELETE FROM record WHERE (scope, key) IN (SELECT * FROM unnest($1, $2))")
                .With(freed.Select(pair => pair.Key.Scope)).With(freed.Select(pair => pair.Key.Key));
        }

        if (made.Count > 0)
        {
            With(batch.Add(
                $"""
                INSERT INTO record(scope, key, token, finished, begun_ms, lease_ms, expires_ms, fingerprint, answer)
                SELECT * FROM {Rows} ORDER BY said.scope, said.key
                """), made);
        }
    }

    private static void With(NpgsqlBatchCommand command, List<KeyValuePair<IdempotencyKey, RecordRow?>> rows) => command
        .With(rows.Select(pair => pair.Key.Scope)).With(rows.Select(pair => pair.Key.Key)).With(rows.Select(pair => pair.Value!.Token))
        .With(rows.Select(pair => pair.Value!.Finished).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Boolean)
        .With(rows.Select(pair => pair.Value!.BegunMs)).With(rows.Select(pair => pair.Value!.LeaseMs)).With(rows.Select(pair => pair.Value!.ExpiresMs))
        .With(rows.Select(pair => (byte[]?)pair.Value!.Fingerprint)).With(rows.Select(pair => pair.Value!.Answer));
}
