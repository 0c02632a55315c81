namespace Perdure.Console.Durability;

/// <summary>Checkpoints: of all jobs by name, or of one job, newest first.</summary>
internal sealed record CheckpointListAnswer(IReadOnlyList<CheckpointAnswer> Checkpoints);
