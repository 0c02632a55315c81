namespace Perdure.Resilience.CircuitBreaking;

/// <summary>What is configured about the circuit breaker of an instance.</summary>
public sealed record CircuitBreakerOptions
{
    /// <summary>The part of failures in the window at which it opens, above 0 to 1. <value>Default 0.5.</value></summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>From how many ms on a call is slow. Null = slowness is not judged. <value>Default null.</value></summary>
    public long? SlowCallMs { get; init; }

    /// <summary>The part of slow calls in the window at which it opens, above 0 to 1. <value>Default 0.8.</value></summary>
    public double SlowRatio { get; init; } = 0.8;

    /// <summary>Calls the window must hold before it is judged. <value>Default 20.</value></summary>
    public int MinimumRequests { get; init; } = 20;

    /// <summary>The length of the sliding window, in ms. <value>Default 10 s.</value></summary>
    public long WindowMs { get; init; } = 10_000;

    /// <summary>How long it stays open the first time, in ms; doubled each time the probes fail, up to eight times. <value>Default 5 s.</value></summary>
    public long OpenForMs { get; init; } = 5_000;

    /// <summary>Probes that decide when half-open, 1 to 100. <value>Default 3.</value></summary>
    public int Probes { get; init; } = 3;

    /// <summary>How long a probe may take at most, in ms: the time-out of an attempt. <value>Default 5 s.</value></summary>
    public long ProbeTimeoutMs { get; init; } = 5_000;
}
