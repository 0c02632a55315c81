namespace Perdure.Durability.Storage;

/// <summary>What is known of a checkpoint without its data.</summary>
/// <param name="Job">Whose.</param>
/// <param name="ETag">Its ETag: 1 to 19 digits.</param>
/// <param name="WrittenAtMs">When, in Unix ms.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="FencingToken">The token that it was written with; 0: none.</param>
public sealed record CheckpointInfo(string Job, string ETag, long WrittenAtMs, int Bytes, long FencingToken);
