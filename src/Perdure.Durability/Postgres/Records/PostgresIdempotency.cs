using Npgsql;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>Records of requests in PostgreSQL. Thread-safe.</summary>
internal sealed class PostgresIdempotency(PostgresPlace place, WriteQueue writes) : IIdempotencyStore
{
    /// <inheritdoc/>
    public async ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, TimeSpan? retention, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Fingerprint(fingerprint);
        return await writes.DoAsync(new BeginWrite(key, fingerprint.ToArray(), StoreLimits.LeaseMs(lease), StoreLimits.RetentionMs(retention)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendAsync(IdempotencyKey key, long token, TimeSpan lease, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        return await writes.DoAsync(new ExtendWrite(key, token, StoreLimits.LeaseMs(lease)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> FinishAsync(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Size(answer.Length, StoreLimits.AnswerBytesMax, "a stored answer");
        return await writes.DoAsync(new FinishWrite(key, token, Sql.Array(answer), mustBeUnknown: false), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AbandonAsync(IdempotencyKey key, long token, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        return await writes.DoAsync(new FreeWrite(key, token, mustBeUnknown: false), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SettleAsync(IdempotencyKey key, long token, byte[]? answer, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Size(answer?.Length ?? 0, StoreLimits.AnswerBytesMax, "a stored answer");
        return answer is not null
            ? await writes.DoAsync(new FinishWrite(key, token, answer, mustBeUnknown: true), cancellationToken)
            : await writes.DoAsync(new FreeWrite(key, token, mustBeUnknown: true), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IdempotencyRecord?> GetAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        return await place.ReadAsync(
            async (connection, token) =>
            {
                var nowMs = place.Clock.NowMs();
                await using var command = new NpgsqlCommand(
                    "SELECT finished, lease_ms, token, fingerprint, answer, begun_ms, expires_ms FROM record WHERE scope = $1 AND key = $2 AND expires_ms > $3", connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Scope });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Key });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
                await using var reader = await command.ExecuteReaderAsync(token);
                if (!await reader.ReadAsync(token)) return null;
                var state = reader.GetBoolean(0) ? IdempotencyState.Replay : reader.GetInt64(1) > nowMs ? IdempotencyState.InFlight : IdempotencyState.Unknown;
                return new IdempotencyRecord(state, reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.Maybe<byte[]>(4), reader.GetInt64(5), reader.GetInt64(6));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => await place.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT coalesce(sum(n), 0)::bigint FROM tally WHERE name = '*records'", connection);
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        cancellationToken);
}
