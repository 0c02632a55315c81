namespace Perdure.Console.Configuration;

/// <summary>What a node says of itself: which configuration it runs and how it does with it.</summary>
public sealed record ReportStatus
{
    /// <summary>The node's id.</summary>
    public required string Node { get; init; }

    /// <summary>The version of the shared configuration that it was last told to run; 0 for its own file.</summary>
    public long Version { get; init; }

    /// <summary>Whether it runs that one.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why not.</summary>
    public string? Error { get; init; }

    /// <summary>Requests since it started.</summary>
    public long Requests { get; init; }

    /// <summary>Those that failed.</summary>
    public long Failed { get; init; }

    /// <summary>When it said so.</summary>
    public DateTimeOffset At { get; init; }
}
