namespace Perdure.Console.Nodes;

/// <summary>One route: what it did with its requests, beyond handing them to its service. Counts are since the start of the node.</summary>
public sealed record RouteStatus
{
    /// <summary>The name in the system file.</summary>
    public required string Name { get; init; }

    /// <summary>The service it leads to.</summary>
    public required string Service { get; init; }

    /// <summary>The tier of its requests unless a trusted proxy says otherwise: <c>critical</c>, <c>standard</c> or <c>optional</c>.</summary>
    public required string Tier { get; init; }

    /// <summary>The flag that switches it; null without one.</summary>
    public string? Flag { get; init; }

    /// <summary>Answered 429, beyond its rate limit.</summary>
    public long Limited { get; init; }

    /// <summary>Its flag was off for them.</summary>
    public long FlaggedOff { get; init; }

    /// <summary>Answered by a fallback because the service could not.</summary>
    public long Fallbacks { get; init; }

    /// <summary>Answered with a stale answer because the service could not.</summary>
    public long StaleServed { get; init; }

    /// <summary>What became of requests with a key; null without idempotency.</summary>
    public IdempotencyStatus? Idempotency { get; init; }

    /// <summary>Its own bulkhead; null without one.</summary>
    public BulkheadStatus? Bulkhead { get; init; }

    /// <summary>Its cache; null without one.</summary>
    public CacheStatus? Cache { get; init; }

    /// <summary>What it did with requests that were to be sent later; null when it does not defer.</summary>
    public DeferStatus? Defer { get; init; }
}
