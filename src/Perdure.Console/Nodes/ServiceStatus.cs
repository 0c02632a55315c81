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

    /// <summary>Attempts beyond the first.</summary>
    public long Retries { get; init; }

    /// <summary>How many retries the budget would allow at this moment.</summary>
    public double RetryBudgetLeft { get; init; }

    /// <summary>In the order of the system file.</summary>
    public required IReadOnlyList<InstanceStatus> Instances { get; init; }
}
