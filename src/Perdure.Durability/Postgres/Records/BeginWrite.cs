using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>A request is begun, unless it has been begun before.</summary>
internal sealed class BeginWrite(IdempotencyKey key, byte[] fingerprint, long leaseMs, long? retentionMs) : RecordWrite<IdempotencyBegin>(key)
{
    /// <inheritdoc/>
    public override bool NeedsToken => true;

    /// <inheritdoc/>
    public override RecordRow? Apply(RecordRow? row, RecordTurn turn)
    {
        Refusal = null;
        if (row is not null)
        {
            Result = !row.Fingerprint.AsSpan().SequenceEqual(fingerprint) ? new IdempotencyBegin(IdempotencyState.Mismatch, 0, default, 0)
                : row.Finished ? new IdempotencyBegin(IdempotencyState.Replay, 0, row.Answer, row.ExpiresMs)
                : row.LeaseMs > turn.NowMs ? new IdempotencyBegin(IdempotencyState.InFlight, 0, default, row.ExpiresMs)
                : new IdempotencyBegin(IdempotencyState.Unknown, row.Token, default, row.ExpiresMs);
            return row;
        }

        if (!turn.TakesPlace && turn.Count >= turn.CountMax)
        {
            Refusal = new DurabilityException(
                DurabilityFailure.Full,
                $"there are {turn.Count} records of idempotency, the most that may be; nothing was begun: let them expire sooner, or allow more");
            return null;
        }

        var until = turn.NowMs + leaseMs;
        var expires = until + (retentionMs ?? turn.RetentionMs);
        Result = new IdempotencyBegin(IdempotencyState.Started, turn.Token, default, expires);
        return new RecordRow(turn.Token, false, turn.NowMs, until, expires, fingerprint, null);
    }
}
