using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>Reads what a mirror keeps, all at one revision.</summary>
internal static class MirrorListing
{
    public static async Task<(long Revision, IEnumerable<Entry> Found)> ReadAsync(
        ICoordinator coordinator, string prefix, ImmutableArray<string> parts, CancellationToken cancellationToken)
    {
        if (parts.IsDefaultOrEmpty)
        {
            var all = await coordinator.RangeAsync(RangeQuery.Under(prefix), cancellationToken);
            return (all.Revision, all.Entries);
        }
        var reads = new Transaction { Then = [.. parts.Select(p => Operation.Range(RangeQuery.Under(p)))] };
        var result = await coordinator.CommitAsync(reads, cancellationToken);
        return (result.Revision, result.Ranges.SelectMany(r => r.Entries));
    }
}
