namespace Perdure.Client.Checkpoints;

/// <summary>What is known of a checkpoint without its data.</summary>
/// <param name="Job">The job.</param>
/// <param name="Etag">Its ETag.</param>
/// <param name="WrittenAt">When, by the node's clock.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="FencingToken">The token that it was written with; 0: none.</param>
public sealed record CheckpointInfo(string Job, string Etag, DateTimeOffset WrittenAt, int Bytes, long FencingToken);
