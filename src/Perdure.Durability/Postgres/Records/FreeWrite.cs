using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>A key is free again, by its holder or, when the request is unknown, by whoever found out.</summary>
internal sealed class FreeWrite(IdempotencyKey key, long token, bool mustBeUnknown) : RecordWrite<bool>(key)
{
    /// <inheritdoc/>
    public override RecordRow? Apply(RecordRow? row, RecordTurn turn)
    {
        Result = row is { Finished: false } && row.Token == token && !(mustBeUnknown && row.LeaseMs > turn.NowMs);
        return Result ? null : row;
    }
}
