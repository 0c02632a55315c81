namespace Perdure.Durability.Storage;

/// <summary>A record of a request.</summary>
/// <param name="State"><see cref="IdempotencyState.InFlight"/>, <see cref="IdempotencyState.Replay"/> (finished) or <see cref="IdempotencyState.Unknown"/>.</param>
/// <param name="Token">Its token.</param>
/// <param name="Fingerprint">What was asked for.</param>
/// <param name="Answer">The answer; empty unless finished.</param>
/// <param name="BegunAtMs">When it was begun, in Unix ms.</param>
/// <param name="ExpiresAtMs">When it expires if nothing more happens, in Unix ms.</param>
public sealed record IdempotencyRecord(
    IdempotencyState State, long Token, ReadOnlyMemory<byte> Fingerprint, ReadOnlyMemory<byte> Answer, long BegunAtMs, long ExpiresAtMs);
