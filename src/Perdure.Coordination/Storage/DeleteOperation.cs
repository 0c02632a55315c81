namespace Perdure.Coordination.Storage;

/// <summary>Deletes a key, or all keys that begin with <paramref name="Key"/>.</summary>
public sealed record DeleteOperation(string Key, bool Prefix) : Operation;
