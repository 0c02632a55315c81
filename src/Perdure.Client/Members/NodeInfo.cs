namespace Perdure.Client.Members;

/// <summary>A node of Perdure.</summary>
public sealed record NodeInfo
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its zone; null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>Its region; null for none.</summary>
    public string? Region { get; init; }

    /// <summary>The version of Perdure.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where its admin API is: host:port; null for unsaid.</summary>
    public string? Admin { get; init; }

    /// <summary>When it started, on its wall clock.</summary>
    public DateTimeOffset StartedAt { get; init; }
}
