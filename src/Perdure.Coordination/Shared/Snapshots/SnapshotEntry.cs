namespace Perdure.Coordination.Shared.Snapshots;

/// <summary>A key of the store in the file.</summary>
internal sealed record SnapshotEntry(string Key, byte[] Value, long CreateRevision, long ModRevision, long Version);
