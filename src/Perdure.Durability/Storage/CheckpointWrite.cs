namespace Perdure.Durability.Storage;

/// <summary>What became of a write of a checkpoint.</summary>
/// <param name="Outcome">What.</param>
/// <param name="ETag">The ETag of the checkpoint that is there now; null: none is. ETags are never given twice, whatever the job.</param>
/// <param name="FencingToken">The greatest fencing token that was seen; 0: none.</param>
public readonly record struct CheckpointWrite(CheckpointOutcome Outcome, string? ETag, long FencingToken);
