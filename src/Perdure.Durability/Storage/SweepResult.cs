namespace Perdure.Durability.Storage;

/// <summary>What a sweep removed.</summary>
/// <param name="Jobs">Done and dead jobs beyond their retention.</param>
/// <param name="Records">Records of idempotency beyond theirs.</param>
/// <param name="Checkpoints">Marks of deleted checkpoints (they keep the fencing token) beyond theirs.</param>
public readonly record struct SweepResult(int Jobs, int Records, int Checkpoints);
