namespace Perdure.Console.Nodes;

/// <summary>What a route's cache did, since the start of the node.</summary>
public sealed record CacheStatus
{
    /// <summary>Answered from memory.</summary>
    public long Hits { get; init; }

    /// <summary>Nothing stored could be used: fetched.</summary>
    public long Misses { get; init; }

    /// <summary>Of the hits: served stale while a new answer was fetched behind.</summary>
    public long Refreshing { get; init; }

    /// <summary>Stored answers that the service confirmed.</summary>
    public long Revalidated { get; init; }

    /// <summary>Waited for another request's fetch and shared its answer.</summary>
    public long Shared { get; init; }

    /// <summary>Not for a cache.</summary>
    public long Passed { get; init; }

    /// <summary>Answers that were put into memory.</summary>
    public long Stored { get; init; }
}
