using System.Collections.Immutable;

namespace Perdure.Coordination.Storage;

/// <summary>What a read found.</summary>
/// <param name="Revision">The revision of the store that was read.</param>
/// <param name="Entries">What was found, in the order asked for.</param>
/// <param name="More">Whether the limit cut off some.</param>
public sealed record RangeResult(long Revision, ImmutableArray<Entry> Entries, bool More)
{
    /// <summary>The first entry, or null.</summary>
    public Entry? First => Entries.IsDefaultOrEmpty ? null : Entries[0];
}
