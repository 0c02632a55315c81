namespace Perdure.Coordination.Membership;

/// <summary>What a node tells the others about itself. Immutable.</summary>
public sealed record NodeRecord
{
    /// <summary>The node's id, unique in the system.</summary>
    public required string Id { get; init; }

    /// <summary>Its zone; null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>Its region; null for none.</summary>
    public string? Region { get; init; }

    /// <summary>The version of Perdure.</summary>
    public required string Version { get; init; }

    /// <summary>Where its admin API is: host:port; null for none.</summary>
    public string? Admin { get; init; }

    /// <summary>Where it takes its peers' messages: host:port; null for none.</summary>
    public string? Peers { get; init; }

    /// <summary>Which run of the process this is; another after each start.</summary>
    public required string Incarnation { get; init; }

    /// <summary>When it started, on its wall clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
