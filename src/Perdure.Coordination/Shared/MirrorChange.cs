using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>A step from one picture to the next.</summary>
/// <param name="Revision">The revision of the store that the new picture shows.</param>
/// <param name="Events">What is different, in the order of the revisions; after a listing in the order of the keys. Empty after a listing that found nothing new.</param>
/// <param name="Current">The new picture.</param>
/// <param name="Listed">Whether it comes from a listing (the first one, or one after a gap) and not from the watch.</param>
public sealed record MirrorChange(
    long Revision, ImmutableArray<WatchEvent> Events, ImmutableSortedDictionary<string, Entry> Current, bool Listed);
