namespace Perdure.Durability.Postgres.Records;

/// <summary>What a write of a record is done with.</summary>
/// <param name="NowMs">Now, in Unix ms.</param>
/// <param name="RetentionMs">How long records are kept that do not say so themselves.</param>
/// <param name="Token">A new token, if one was asked for.</param>
/// <param name="Count">How many records there are.</param>
/// <param name="CountMax">How many there may be.</param>
/// <param name="TakesPlace">Whether a row of this key is there, an expired one too, so that a new record makes none more.</param>
internal readonly record struct RecordTurn(long NowMs, long RetentionMs, long Token, long Count, long CountMax, bool TakesPlace);
