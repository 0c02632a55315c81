namespace Perdure.Resilience.CircuitBreaking;

/// <summary>
/// A breaker's permission for one attempt. Its result counts only while the breaker is still in the state that gave it.
/// </summary>
/// <param name="Generation">The number of the state that gave the permit; it changes with each transition.</param>
/// <param name="Probe">The number of the probe; 0 = an ordinary attempt.</param>
public readonly record struct BreakerPermit(int Generation, int Probe)
{
    /// <summary>Whether the attempt is a probe of a half-open breaker.</summary>
    public bool IsProbe => Probe != 0;
}
