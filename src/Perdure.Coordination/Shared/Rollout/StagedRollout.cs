using System.Collections.Immutable;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>A staged roll-out as it stands in the store. Immutable; every step is a guarded transaction on it.</summary>
public sealed record StagedRollout
{
    /// <summary>The version that is rolled out.</summary>
    public required long Version { get; init; }

    /// <summary>The version that was in force before; 0: the nodes' own files.</summary>
    public required long From { get; init; }

    /// <summary>How it stands.</summary>
    public RolloutState State { get; init; }

    /// <summary>Who began it.</summary>
    public required string By { get; init; }

    /// <summary>How it goes.</summary>
    public required RolloutOptions Options { get; init; }

    /// <summary>The nodes in the order in which they are changed, as far as they are known: by zone, then by id. Joining nodes are put at its end.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>The nodes that run the new version and were observed.</summary>
    public ImmutableArray<string> Done { get; init; } = [];

    /// <summary>The node that is being changed or observed; null between two.</summary>
    public string? Node { get; init; }

    /// <summary>What the nodes answered in one pause before the first of them was changed; null until that is known.</summary>
    public ErrorCount? Before { get; init; }

    /// <summary>Why it stopped; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a node should run the new version.</summary>
    public bool Reaches(string node) => State == RolloutState.Done || (State == RolloutState.Running && (Node == node || Done.Contains(node)));
}
