namespace Perdure.Console.Configuration;

/// <summary>What a node says of itself: which configuration it runs and how it does with it.</summary>
public sealed record NodeReport
{
    /// <summary>The node's id.</summary>
    public required string Node { get; init; }

    /// <summary>The version of the shared configuration that it runs; null for its own file.</summary>
    public long? Version { get; init; }

    /// <summary>Whether it runs what it should.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why not.</summary>
    public string? Error { get; init; }

    /// <summary>Requests since it began with this version.</summary>
    public long Requests { get; init; }

    /// <summary>Those that failed.</summary>
    public long Failed { get; init; }

    /// <summary>When it said so.</summary>
    public DateTimeOffset At { get; init; }
}
