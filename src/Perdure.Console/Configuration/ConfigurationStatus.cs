namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>GET /api/v1/configuration</c>.</summary>
public sealed record ConfigurationStatus
{
    /// <summary>The version in force; null when there is none, or it was withdrawn, and every node runs its own file.</summary>
    public VersionStatus? Current { get; init; }

    /// <summary>The newest version, also one that withdrew the configuration; null before the first.</summary>
    public VersionStatus? Latest { get; init; }

    /// <summary>What this node makes of it.</summary>
    public required FollowStatus Here { get; init; }

    /// <summary>What each node says of itself.</summary>
    public required IReadOnlyList<ReportStatus> Reports { get; init; }

    /// <summary>The roll-out under way, or the last one; null when there was none.</summary>
    public RolloutStatus? Rollout { get; init; }

    /// <summary>The versions that are kept, the last one first; null while the store is lost.</summary>
    public IReadOnlyList<VersionStatus>? History { get; init; }
}
