namespace Perdure.Resilience.Balancing;

/// <summary>The policies by which an instance is chosen. All respect weights.</summary>
public enum BalancingKind
{
    /// <summary>The cheaper of two drawn at random; the cost is peak-EWMA latency times load times a penalty for errors.</summary>
    TwoChoices,

    /// <summary>In turn, smoothly by weight.</summary>
    RoundRobin,

    /// <summary>The fewest requests in flight per weight.</summary>
    LeastRequests,

    /// <summary>At random by weight.</summary>
    Random,

    /// <summary>By the hash of the client's address, on a ring.</summary>
    IpHash,

    /// <summary>By the hash of a key, on a ring, with bounded load.</summary>
    ConsistentHash,
}
