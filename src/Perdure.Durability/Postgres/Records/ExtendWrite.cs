using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>A request stays in flight for longer.</summary>
internal sealed class ExtendWrite(IdempotencyKey key, long token, long leaseMs) : RecordWrite<bool>(key)
{
    /// <inheritdoc/>
    public override RecordRow? Apply(RecordRow? row, RecordTurn turn)
    {
        Result = row is { Finished: false } && row.Token == token && row.LeaseMs > turn.NowMs;
        return Result ? row! with { LeaseMs = turn.NowMs + leaseMs, ExpiresMs = turn.NowMs + leaseMs + row!.RetentionMs } : row;
    }
}
