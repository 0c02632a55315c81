using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>Records of idempotency in a file.</summary>
internal sealed class SqliteIdempotency(SqliteDurableStore store) : IIdempotencyStore
{
    /// <inheritdoc/>
    public ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, TimeSpan? retention, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Fingerprint(fingerprint);
        var leaseMs = StoreLimits.LeaseMs(lease);
        var retentionMs = StoreLimits.RetentionMs(retention);
        return store.WriteAsync(session => session.Requests.Begin(key, fingerprint, leaseMs, retentionMs), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(IdempotencyKey key, long token, TimeSpan lease, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        var leaseMs = StoreLimits.LeaseMs(lease);
        return store.WriteAsync(session => session.Requests.Extend(key, token, leaseMs), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> FinishAsync(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Size(answer.Length, StoreLimits.AnswerBytesMax, "a stored answer");
        return store.WriteAsync(session => session.Requests.Finish(key, token, answer), answer.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> AbandonAsync(IdempotencyKey key, long token, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        return store.WriteAsync(session => session.Requests.Abandon(key, token), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SettleAsync(IdempotencyKey key, long token, byte[]? answer, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        StoreLimits.Size(answer?.Length ?? 0, StoreLimits.AnswerBytesMax, "a stored answer");
        return store.WriteAsync(session => session.Requests.Settle(key, token, answer), answer?.Length ?? 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord?> GetAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        StoreLimits.Key(key);
        return store.ReadAsync(session => session.Request(key, store.NowMs), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => store.ReadAsync(static session => session.RequestCount(), cancellationToken);
}
