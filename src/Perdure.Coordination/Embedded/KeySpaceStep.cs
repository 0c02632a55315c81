using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>What a change made of a <see cref="KeySpace"/>.</summary>
/// <param name="Next">How it is afterwards; the same one when nothing changed.</param>
/// <param name="Events">What changed in the keys: all at <see cref="KeySpace.Revision"/> of <paramref name="Next"/>.</param>
internal readonly record struct KeySpaceStep(KeySpace Next, ImmutableArray<WatchEvent> Events)
{
    /// <summary>What the transaction answers; null when it was none, or was refused.</summary>
    public TransactionResult? Result { get; init; }

    /// <summary>The lease that a step named and that does not exist; then nothing was done. Otherwise 0.</summary>
    public long LeaseGone { get; init; }
}
