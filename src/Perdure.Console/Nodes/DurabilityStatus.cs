namespace Perdure.Console.Nodes;

/// <summary>How it stands with the durable store of a node.</summary>
public sealed record DurabilityStatus
{
    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Engine { get; init; }

    /// <summary><c>open</c>, <c>opening</c>, <c>unavailable</c> or <c>refused</c>.</summary>
    public required string State { get; init; }

    /// <summary>The file; or server, database and schema, never a secret.</summary>
    public required string Location { get; init; }

    /// <summary>Why it cannot be used and what to do; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Something to know that stops nothing, such as a damaged file that was set aside.</summary>
    public string? Warning { get; init; }

    /// <summary>The queues, as of a second ago at most; empty while the store is not open.</summary>
    public IReadOnlyList<QueueStatus> Queues { get; init; } = [];

    /// <summary>Routes that are gone, or do not defer any more, while requests wait that they accepted.</summary>
    public IReadOnlyList<string> HeldRoutes { get; init; } = [];
}
