namespace Perdure.Resilience.Pools;

/// <summary>What happened to an instance or to its pool.</summary>
public enum PoolEventKind
{
    /// <summary>Outlier detection or an operator ejected the instance.</summary>
    Ejected,

    /// <summary>An ejection ended; unless an operator ended it, a few probes decide first what follows.</summary>
    Readmitted,

    /// <summary>The circuit breaker opened.</summary>
    BreakerOpened,

    /// <summary>The circuit breaker lets probes through.</summary>
    BreakerHalfOpen,

    /// <summary>The circuit breaker closed; the instance is ramped up.</summary>
    BreakerClosed,

    /// <summary>The active health check failed often enough in a row.</summary>
    Unhealthy,

    /// <summary>The active health check passed often enough in a row.</summary>
    Healthy,

    /// <summary>An operator drained the instance.</summary>
    Drained,

    /// <summary>An operator put a drained instance back.</summary>
    Undrained,

    /// <summary>Too few instances are above suspicion: suspicion is disregarded. The event names no instance.</summary>
    PanicEntered,

    /// <summary>Enough instances are above suspicion again. The event names no instance.</summary>
    PanicLeft,
}
