namespace Perdure.Resilience.CircuitBreaking;

/// <summary>The states of a circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>Everything passes.</summary>
    Closed,

    /// <summary>Nothing passes until the open time is over.</summary>
    Open,

    /// <summary>A few probes pass, and decide.</summary>
    HalfOpen,

    /// <summary>An operator holds it open.</summary>
    ForcedOpen,

    /// <summary>An operator holds it closed.</summary>
    ForcedClosed,
}
