namespace Perdure.Resilience.Pools;

/// <summary>One thing that happened in a pool, for logs, metrics and the console.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Service">The pool's name.</param>
/// <param name="Instance">The instance's id; empty when the whole pool is meant.</param>
/// <param name="AtMs">When, on the clock of the pool.</param>
/// <param name="Why">The reason in plain words, with the numbers that decided.</param>
public readonly record struct PoolEvent(PoolEventKind Kind, string Service, string Instance, long AtMs, string Why);
