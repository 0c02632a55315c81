namespace Perdure.Model;

/// <summary>How an instance is chosen; weights count in every policy.</summary>
public enum BalancingPolicy
{
    /// <summary>The cheaper of two random instances, by latency, load and errors.</summary>
    TwoChoices,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests in flight.</summary>
    LeastRequests,

    /// <summary>Any.</summary>
    Random,

    /// <summary>By the client's address: a client stays with its instance.</summary>
    IpHash,

    /// <summary>
    /// By a key of the request, with bounded load: a key stays with its instance, and few keys move when instances come and go.
    /// </summary>
    ConsistentHash,
}
