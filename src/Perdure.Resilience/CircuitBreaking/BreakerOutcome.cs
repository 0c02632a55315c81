namespace Perdure.Resilience.CircuitBreaking;

/// <summary>How a permitted attempt ended, for the breaker.</summary>
public enum BreakerOutcome
{
    /// <summary>It was answered well.</summary>
    Good,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It says nothing about the instance.</summary>
    Abandoned,
}
