namespace Perdure.Durability.Storage;

/// <summary>
/// Which requests have been made already, and what they were answered: one record for each caller (scope) and key. Thread-safe; errors as
/// <see cref="IDurableStore"/> says.
/// </summary>
/// <remarks>
/// A record that is in flight and whose lease has run out is <see cref="IdempotencyState.Unknown"/>: its holder died, and whether the request took effect is
/// for the caller to find out (<see cref="SettleAsync"/>). A holder that was only slow may still finish or abandon it, as long as nobody has settled it.
/// Records expire by the retention that they were begun with, by default that of the options: finished ones after they were finished, others after their
/// lease ran out. An expired one is as if it had never been.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>
    /// Begins a request, unless it has been begun before. A record with another fingerprint is always <see cref="IdempotencyState.Mismatch"/>.
    /// </summary>
    /// <param name="key">Whose request and which.</param>
    /// <param name="fingerprint">What was asked for: a hash of 1 to 64 bytes.</param>
    /// <param name="lease">How long it is in flight without <see cref="ExtendAsync"/>, 100 ms to 24 h: longer than an attempt can take effect.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Full"/>: there are too many records.</exception>
    ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, CancellationToken cancellationToken) =>
        BeginAsync(key, fingerprint, lease, null, cancellationToken);

    /// <summary>The same for a record with a retention of its own.</summary>
    /// <param name="key">Whose request and which.</param>
    /// <param name="fingerprint">What was asked for: a hash of 1 to 64 bytes.</param>
    /// <param name="lease">How long it is in flight without <see cref="ExtendAsync"/>, 100 ms to 24 h.</param>
    /// <param name="retention">How long the record is kept, 1 s to 8,760 h; null: as the options say.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, TimeSpan? retention, CancellationToken cancellationToken);

    /// <summary>Makes it be in flight for this long from now. Returns false when the token is not the record's, or when the lease has run out.</summary>
    ValueTask<bool> ExtendAsync(IdempotencyKey key, long token, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the answer, at most <see cref="StoreLimits.AnswerBytesMax"/>. Returns false, and does nothing, when the token is not the record's. May be repeated:
    /// the token that finished the record gets true again, and the first answer stays.
    /// </summary>
    ValueTask<bool> FinishAsync(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken);

    /// <summary>Nothing was sent: the key is free again. Returns false when the token is not that of a record in flight or unknown.</summary>
    ValueTask<bool> AbandonAsync(IdempotencyKey key, long token, CancellationToken cancellationToken);

    /// <summary>
    /// Says what became of an unknown request: it took effect and was answered so, or, with null, it did not and the key is free again. Returns false, and does
    /// nothing, unless the record is unknown and has this token.
    /// </summary>
    ValueTask<bool> SettleAsync(IdempotencyKey key, long token, byte[]? answer, CancellationToken cancellationToken);

    /// <summary>The record as it stands, or null.</summary>
    ValueTask<IdempotencyRecord?> GetAsync(IdempotencyKey key, CancellationToken cancellationToken);

    /// <summary>How many records there are, those too that have expired and are not yet removed.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
