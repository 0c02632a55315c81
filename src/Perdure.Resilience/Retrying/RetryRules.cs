using System.Collections.Immutable;

namespace Perdure.Resilience.Retrying;

/// <summary>What is configured about retries.</summary>
public sealed record RetryRules
{
    /// <summary>Attempts that may be sent in all, the first counted in; 1 = no retry. <value>Default 3.</value></summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Whether a failed connect goes on to another instance. <value>Default true.</value></summary>
    public bool OnConnectFailure { get; init; } = true;

    /// <summary>Whether a broken connection is retried. <value>Default true.</value></summary>
    public bool OnReset { get; init; } = true;

    /// <summary>Whether a time-out of an attempt is retried. <value>Default true.</value></summary>
    public bool OnTimeout { get; init; } = true;

    /// <summary>The statuses that are retried. <value>Default 500, 502, 503, 504.</value></summary>
    public ImmutableArray<int> Statuses { get; init; } = [500, 502, 503, 504];

    /// <summary>No retries at all.</summary>
    public static RetryRules Off { get; } = new() { Attempts = 1, OnConnectFailure = false, OnReset = false, OnTimeout = false, Statuses = [] };
}
