namespace Perdure.Resilience.CircuitBreaking;

/// <summary>Whether a breaker acts by itself.</summary>
public enum BreakerMode
{
    /// <summary>It opens and closes by what it sees.</summary>
    Automatic,

    /// <summary>An operator holds it open: nothing passes.</summary>
    Open,

    /// <summary>An operator holds it closed: everything passes, nothing is judged.</summary>
    Closed,
}
