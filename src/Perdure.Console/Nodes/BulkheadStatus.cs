namespace Perdure.Console.Nodes;

/// <summary>The bulkhead of a service or a route.</summary>
public sealed record BulkheadStatus
{
    /// <summary>Requests that may be in flight now.</summary>
    public int Limit { get; init; }

    /// <summary>Whether the limit is found from the latencies.</summary>
    public bool Adaptive { get; init; }

    /// <summary>Requests in flight.</summary>
    public int InFlight { get; init; }

    /// <summary>Requests that wait for a place.</summary>
    public int Queued { get; init; }

    /// <summary>What the limit takes for the latency without waiting, in ms; 0 when it is fixed or not known yet.</summary>
    public double BaselineMs { get; init; }

    /// <summary>Requests that got a place since the start of the node.</summary>
    public long Entered { get; init; }

    /// <summary>Those of them that waited for it.</summary>
    public long Waited { get; init; }

    /// <summary>Mean of those waits, in ms.</summary>
    public double MeanWaitMs { get; init; }

    /// <summary>Requests that were turned away since the start of the node.</summary>
    public long Shed { get; init; }

    /// <summary>The same by tier: <c>critical</c>, <c>standard</c>, <c>optional</c>.</summary>
    public IReadOnlyDictionary<string, long> ShedByTier { get; init; } = new Dictionary<string, long>();

    /// <summary>The same by reason; only those that there were, such as <c>queue-full</c> or <c>deadline</c>.</summary>
    public IReadOnlyDictionary<string, long> ShedByReason { get; init; } = new Dictionary<string, long>();
}
