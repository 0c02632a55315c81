using System.Collections.Immutable;

namespace Perdure.Coordination.Storage;

/// <summary>What became of a transaction.</summary>
/// <param name="Succeeded">Whether all guards held.</param>
/// <param name="Revision">The revision of the store after it; that of its writes, when it wrote.</param>
/// <param name="Ranges">What its reads found, in the order of the steps, reads only.</param>
/// <param name="Deleted">How many keys its deletions removed.</param>
public sealed record TransactionResult(bool Succeeded, long Revision, ImmutableArray<RangeResult> Ranges, long Deleted);
