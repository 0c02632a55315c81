using System.Collections.Immutable;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>
/// What a conductor remembers between two looks. Not in the store: the next conductor begins to observe anew, which costs a pause and no
/// safety. Immutable.
/// </summary>
internal sealed record RolloutMemory
{
    public static RolloutMemory Empty { get; } = new();

    /// <summary>The step that it is about: version, node, and how many are done; null for none.</summary>
    public (long Version, string? Node, int Done)? Step { get; init; }

    /// <summary>Since when the observation runs; null while it does not.</summary>
    public long? ObservedSinceMs { get; init; }

    /// <summary>The counters of all nodes when the observation began.</summary>
    public ImmutableDictionary<string, ErrorCount> Marks { get; init; } = ImmutableDictionary<string, ErrorCount>.Empty;

    /// <summary>Since when changed nodes do not say that they run the new version.</summary>
    public ImmutableDictionary<string, long> SilentSinceMs { get; init; } = ImmutableDictionary<string, long>.Empty;
}
