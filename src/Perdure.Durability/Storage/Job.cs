using System.Collections.Immutable;

namespace Perdure.Durability.Storage;

/// <summary>A job with its content.</summary>
/// <param name="Info">How it stands with it.</param>
/// <param name="Headers">Its headers; empty when it is done.</param>
/// <param name="Payload">Its payload; empty when it is done.</param>
/// <param name="Result">What it was completed with; empty when it is not done.</param>
public sealed record Job(JobInfo Info, ImmutableArray<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Result);
