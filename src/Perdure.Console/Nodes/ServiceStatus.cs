namespace Perdure.Console.Nodes;

/// <summary>The answer of <c>GET /api/v1/services/{name}</c>.</summary>
public sealed record ServiceStatus
{
    /// <summary>The name in the system file.</summary>
    public required string Name { get; init; }

    /// <summary>How the node talks to its instances: <c>auto</c>, <c>http1</c> or <c>http2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The balancing policy, such as <c>two-choices</c>.</summary>
    public required string Balancing { get; init; }

    /// <summary>Whether so few instances are well that requests are spread over all of them.</summary>
    public bool Panic { get; init; }

    /// <summary>Requests since the start of the node.</summary>
    public long Requests { get; init; }

    /// <summary>Those answered with a status below 500.</summary>
    public long Good { get; init; }

    /// <summary>Those that were not.</summary>
    public long Failed { get; init; }

    /// <summary>Those answered with a stale answer or a fallback, because the service could not: neither good nor failed.</summary>
    public long Degraded { get; init; }

    /// <summary>Those held back by a rate limit or a flag: neither good nor failed.</summary>
    public long HeldBack { get; init; }

    /// <summary>Those turned away because there was too much to do, or because of their deadline: neither good nor failed.</summary>
    public long Shed { get; init; }

    /// <summary>Of those: the ones whose deadline left less time than the service takes, as they came.</summary>
    public long TooLate { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    public long Retries { get; init; }

    /// <summary>How many retries the budget would allow at this moment.</summary>
    public double RetryBudgetLeft { get; init; }

    /// <summary>Second copies of requests that were late.</summary>
    public long Hedges { get; init; }

    /// <summary>Those of them that were answered before the first.</summary>
    public long HedgesWon { get; init; }

    /// <summary>How often a request was found to break instances.</summary>
    public long Poison { get; init; }

    /// <summary>Requests that were refused because one like them breaks instances.</summary>
    public long PoisonRefused { get; init; }

    /// <summary>Its bulkhead; null without one.</summary>
    public BulkheadStatus? Bulkhead { get; init; }

    /// <summary>In the order of the system file.</summary>
    public required IReadOnlyList<InstanceStatus> Instances { get; init; }
}
