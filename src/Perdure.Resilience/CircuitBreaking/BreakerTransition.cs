namespace Perdure.Resilience.CircuitBreaking;

/// <summary>One change of a breaker's state.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="AtMs">When.</param>
/// <param name="Why">The reason in plain words, with the numbers that decided.</param>
public readonly record struct BreakerTransition(BreakerState From, BreakerState To, long AtMs, string Why);
