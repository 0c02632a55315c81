using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Shared;

/// <summary>How a <see cref="Mirror"/> works.</summary>
public sealed record MirrorOptions
{
    /// <summary>
    /// The beginnings of the keys that are kept, each within the mirror's prefix; what lies beside them is watched but not kept.
    /// Default (empty): everything under the prefix.
    /// </summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    /// <summary>More keys than these are not taken in; <see cref="Mirror.Problem"/> says so. Default: 100,000.</summary>
    public int MaxEntries { get; init; } = 100_000;

    /// <summary>Default: none.</summary>
    public ILogger? Log { get; init; }
}
