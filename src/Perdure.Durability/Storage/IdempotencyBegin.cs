namespace Perdure.Durability.Storage;

/// <summary>What became of beginning a request.</summary>
/// <param name="State">What.</param>
/// <param name="Token">With <see cref="IdempotencyState.Started"/>: what guards it. With <see cref="IdempotencyState.Unknown"/>: what to settle it by. Otherwise 0.</param>
/// <param name="Answer">With <see cref="IdempotencyState.Replay"/>: the stored answer. Otherwise empty.</param>
/// <param name="ExpiresAtMs">When the record expires if nothing more happens, in Unix ms; of a mismatch 0.</param>
public readonly record struct IdempotencyBegin(IdempotencyState State, long Token, ReadOnlyMemory<byte> Answer, long ExpiresAtMs);
