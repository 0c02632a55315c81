namespace Perdure.Console.Nodes;

/// <summary>One node of the system as this one knows it.</summary>
public sealed record NodeSummary
{
    /// <summary>Its id.</summary>
    public required string Node { get; init; }

    /// <summary>Its zone; null when it names none.</summary>
    public string? Zone { get; init; }

    /// <summary>Its region; null when it names none.</summary>
    public string? Region { get; init; }

    /// <summary>The version of its executable.</summary>
    public required string Version { get; init; }

    /// <summary>Where its admin API is; on its own machine only when that is a loopback address.</summary>
    public string? Admin { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it is the node that answers.</summary>
    public bool Self { get; init; }
}
