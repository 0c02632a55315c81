namespace Perdure.Durability.Storage;

/// <summary>A checkpoint.</summary>
/// <param name="Info">What is known of it.</param>
/// <param name="Data">What was kept.</param>
public sealed record Checkpoint(CheckpointInfo Info, ReadOnlyMemory<byte> Data);
