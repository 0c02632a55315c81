using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

/// <summary>The state of one instance at one moment, for people and metrics. Rates and percentiles cover about the last 10 s.</summary>
public sealed record InstanceSnapshot
{
    /// <summary>The instance's id.</summary>
    public required string Id { get; init; }

    /// <summary>The zone it runs in.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether it serves only when no active instance can.</summary>
    public bool Standby { get; init; }

    /// <summary>What it is to the pool.</summary>
    public InstanceState State { get; init; }

    /// <summary>Why it is in <see cref="State"/>, in plain words; empty when there is nothing to say.</summary>
    public string Why { get; init; } = "";

    /// <summary>Since when it is in <see cref="State"/>, on the clock of the pool.</summary>
    public long SinceMs { get; init; }

    /// <summary>The state of its circuit breaker.</summary>
    public BreakerState Breaker { get; init; }

    /// <summary>Whether the breaker acts by itself or is forced.</summary>
    public BreakerMode BreakerMode { get; init; }

    /// <summary>Since when the breaker is in its state, on the clock of the pool.</summary>
    public long BreakerSinceMs { get; init; }

    /// <summary>Attempts selected and not yet completed.</summary>
    public int InFlight { get; init; }

    /// <summary>Completed attempts per second.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>The part of the attempts that failed, 0 to 1.</summary>
    public double ErrorRatio { get; init; }

    /// <summary>The median time to an answer, in ms; time-outs count with their length.</summary>
    public double P50Ms { get; init; }

    /// <summary>The time to an answer that 99 % stayed below, in ms.</summary>
    public double P99Ms { get; init; }

    /// <summary>How often it has been ejected since it was first seen.</summary>
    public int Ejections { get; init; }

    /// <summary>The configured weight.</summary>
    public double Weight { get; init; }

    /// <summary>The weight times the slow-start ramp; 0 while it gets no regular traffic.</summary>
    public double EffectiveWeight { get; init; }

    /// <summary>What the active health check says; null before it has said anything.</summary>
    public bool? CheckPassing { get; init; }
}
