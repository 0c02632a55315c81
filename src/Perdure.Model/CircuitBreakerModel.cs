namespace Perdure.Model;

/// <summary>The circuit breaker of each instance.</summary>
public sealed record CircuitBreakerModel
{
    /// <summary>Whether it is on. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The share of failures in the window that opens it. Range: above 0 to 1. Default: 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>A call that takes longer than this counts as slow; null switches the slow-call rule off. Default: null.</summary>
    public TimeSpan? SlowCall { get; init; }

    /// <summary>The share of slow calls in the window that opens it. Range: above 0 to 1. Default: 0.8.</summary>
    public double SlowRatio { get; init; } = 0.8;

    /// <summary>Requests that the window must hold before it is judged. Default: 20.</summary>
    public int MinimumRequests { get; init; } = 20;

    /// <summary>The length of the sliding window. Default: 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open before probes are let through. Default: 5 s.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Probes that decide whether it closes. Default: 3.</summary>
    public int Probes { get; init; } = 3;
}
