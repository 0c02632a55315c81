namespace Perdure.Telemetry.Nodes;

/// <summary>How it stands with a queue: its jobs now, and what happened to jobs on this node since it started.</summary>
public sealed record QueueSample
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Jobs by state: <c>pending</c>, <c>claimed</c>, <c>done</c>, <c>dead</c>.</summary>
    public required IReadOnlyList<(string State, long Jobs)> Jobs { get; init; }

    /// <summary>How many jobs that are not done it may hold; 0: it is not declared.</summary>
    public long MaxDepth { get; init; }

    /// <summary>The age of the oldest job that is not finished, in seconds; 0 when there is none.</summary>
    public double OldestAgeSeconds { get; init; }

    /// <summary>How often what happened: <c>enqueued</c>, <c>leased</c>, <c>completed</c>, and so on.</summary>
    public required IReadOnlyList<(string Event, long Times)> Events { get; init; }
}
