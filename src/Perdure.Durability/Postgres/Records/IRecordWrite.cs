using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>Something is done to a record of a request.</summary>
internal interface IRecordWrite
{
    /// <summary>Which.</summary>
    IdempotencyKey Key { get; }

    /// <summary>Whether it may need a new token.</summary>
    bool NeedsToken { get; }

    /// <summary>Does it to a record as it is seen now (null: there is none) and notes the result. Returns the record as it is then; null: none.</summary>
    RecordRow? Apply(RecordRow? row, RecordTurn turn);
}
