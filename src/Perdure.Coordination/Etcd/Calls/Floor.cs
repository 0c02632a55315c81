namespace Perdure.Coordination.Etcd.Calls;

/// <summary>The least that an answer must have reached.</summary>
/// <param name="Revision">The revision of the store.</param>
/// <param name="Term">The raft term.</param>
internal readonly record struct Floor(long Revision, ulong Term);
