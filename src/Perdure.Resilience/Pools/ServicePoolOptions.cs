using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.OutlierDetection;

namespace Perdure.Resilience.Pools;

/// <summary>What is configured about the pool of a service.</summary>
public sealed record ServicePoolOptions
{
    /// <summary>How an instance is chosen among those that can serve.</summary>
    public BalancingOptions Balancing { get; init; } = new();

    /// <summary>The circuit breaker of each instance; null = it never opens by itself (it can still be forced).</summary>
    public CircuitBreakerOptions? CircuitBreaker { get; init; } = new();

    /// <summary>Passive ejection; null = off.</summary>
    public OutlierDetectionOptions? OutlierDetection { get; init; } = new();

    /// <summary>How long an instance is ramped up after trouble or after a reload added it. 0 = no ramp. <value>Default 30 s.</value></summary>
    public long SlowStartMs { get; init; } = 30_000;

    /// <summary>The zone of this gateway; null = zones do not matter.</summary>
    public string? LocalZone { get; init; }

    /// <summary>The region of this gateway; null = regions do not matter.</summary>
    public string? LocalRegion { get; init; }

    /// <summary>
    /// When the part of the active instances above suspicion (neither unhealthy nor ejected) falls below this, suspicion is disregarded.
    /// 0 = never. <value>Default 0.5.</value>
    /// </summary>
    public double PanicThreshold { get; init; } = 0.5;

    /// <summary>Active checks that must pass in a row until an unhealthy instance is healthy. <value>Default 2.</value></summary>
    public int HealthyAfter { get; init; } = 2;

    /// <summary>Active checks that must fail in a row until an instance is unhealthy. <value>Default 3.</value></summary>
    public int UnhealthyAfter { get; init; } = 3;
}
