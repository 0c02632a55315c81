namespace Perdure.Resilience.Pools;

/// <summary>What an instance is to the pool at the moment. When several apply, the one that keeps traffic away longest is shown.</summary>
public enum InstanceState
{
    /// <summary>Takes its full share.</summary>
    Available,

    /// <summary>In slow start: takes a growing part of its share.</summary>
    Warming,

    /// <summary>Fails its active health check.</summary>
    Unhealthy,

    /// <summary>Ejected by outlier detection or by an operator.</summary>
    Ejected,

    /// <summary>Its circuit breaker is open, of itself or forced.</summary>
    BreakerOpen,

    /// <summary>Its circuit breaker is half-open: only a few probes are let through.</summary>
    HalfOpen,

    /// <summary>Drained by an operator: finishes what it has and gets nothing new.</summary>
    Drained,
}
