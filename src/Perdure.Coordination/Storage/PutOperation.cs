namespace Perdure.Coordination.Storage;

/// <summary>Writes a key; see <see cref="Operation.Put"/>.</summary>
public sealed record PutOperation(string Key, ReadOnlyMemory<byte> Value, long Lease) : Operation;
