namespace Perdure.Coordination.Shared;

/// <summary>In which position an operator holds the breaker of an instance.</summary>
public enum BreakerHold
{
    /// <summary>The breaker decides by itself. The default.</summary>
    None,

    /// <summary>Held open: nothing is sent.</summary>
    Open,

    /// <summary>Held closed: it never opens.</summary>
    Closed,
}
