namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>GET /api/v1/configuration</c>.</summary>
public sealed record ConfigurationStatus
{
    /// <summary>The version applied last; null when there is none and every node runs its own file.</summary>
    public ConfigurationVersion? Current { get; init; }

    /// <summary>What this node makes of it.</summary>
    public required FollowStatus Here { get; init; }

    /// <summary>What each node says of itself.</summary>
    public required IReadOnlyList<NodeReport> Reports { get; init; }

    /// <summary>The roll-out under way, or the last one; null when there was none.</summary>
    public RolloutStatus? Rollout { get; init; }

    /// <summary>The versions that are kept, the last one first; null while the store is lost.</summary>
    public IReadOnlyList<ConfigurationVersion>? History { get; init; }
}
