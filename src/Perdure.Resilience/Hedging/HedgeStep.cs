namespace Perdure.Resilience.Hedging;

/// <summary>What to do about a request that is late.</summary>
public enum HedgeStep
{
    /// <summary>Send the second copy now; it is charged to the budget.</summary>
    Send,

    /// <summary>Ask again when the request is very late (<see cref="HedgePolicy.VeryLateUs"/>).</summary>
    Wait,

    /// <summary>No second copy for this request.</summary>
    Never,
}
