namespace Perdure.Client.Checkpoints;

/// <summary>How far a job has come.</summary>
/// <param name="Job">The job.</param>
/// <param name="ETag">What to write the next one with, so that nobody has written in between.</param>
/// <param name="Data">What was kept.</param>
/// <param name="FencingToken">The token that it was written with; 0: none.</param>
public sealed record Checkpoint(string Job, string ETag, ReadOnlyMemory<byte> Data, long FencingToken);
