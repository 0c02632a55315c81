using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>A request has its answer, by its holder or, when it is unknown, by whoever found out.</summary>
internal sealed class FinishWrite(IdempotencyKey key, long token, byte[] answer, bool mustBeUnknown) : RecordWrite<bool>(key)
{
    /// <inheritdoc/>
    public override long Bytes => answer.Length;

    /// <inheritdoc/>
    public override RecordRow? Apply(RecordRow? row, RecordTurn turn)
    {
        Result = row is not null && row.Token == token && !(mustBeUnknown && (row.Finished || row.LeaseMs > turn.NowMs));
        return Result && !row!.Finished ? row with { Finished = true, Answer = answer, ExpiresMs = turn.NowMs + row.RetentionMs } : row;
    }
}
