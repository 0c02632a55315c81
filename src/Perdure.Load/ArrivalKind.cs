namespace Perdure.Load;

/// <summary>How the intended send times of requests are spread over time.</summary>
public enum ArrivalKind
{
    /// <summary>Independent arrivals: exponentially distributed gaps, as many unrelated clients produce them.</summary>
    Poisson,

    /// <summary>Equal gaps: easiest to reason about, but it never shows what bursts do.</summary>
    Uniform,
}
