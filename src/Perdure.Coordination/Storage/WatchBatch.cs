using System.Collections.Immutable;

namespace Perdure.Coordination.Storage;

/// <summary>
/// What happened at one revision or several, in order. A batch without events says only how far the watch has come: the first one, which
/// says that the watch has begun, and those that a quiet store sends from time to time.
/// </summary>
/// <param name="Revision">Everything up to this revision has been delivered.</param>
/// <param name="Events">The changes, in the order of their revisions.</param>
public sealed record WatchBatch(long Revision, ImmutableArray<WatchEvent> Events);
