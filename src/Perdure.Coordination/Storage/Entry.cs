namespace Perdure.Coordination.Storage;

/// <summary>A key as it stood at one revision. Immutable.</summary>
/// <param name="Key">The key, without the store's prefix.</param>
/// <param name="Value">What it holds; empty for a query of keys only.</param>
/// <param name="CreateRevision">The revision that created it; unique among keys unless one transaction created several.</param>
/// <param name="ModRevision">The revision of its last change.</param>
/// <param name="Version">How often it was written since it was created: 1 at first.</param>
/// <param name="Lease">The lease that it goes away with; 0 for none.</param>
public sealed record Entry(string Key, ReadOnlyMemory<byte> Value, long CreateRevision, long ModRevision, long Version, long Lease);
