namespace Perdure.Console.Nodes;

/// <summary>The circuit breaker of one instance.</summary>
/// <param name="State"><c>closed</c>, <c>open</c>, <c>half-open</c>, <c>forced-open</c> or <c>forced-closed</c>.</param>
/// <param name="Mode"><c>automatic</c>, or <c>open</c> or <c>closed</c> when an operator holds it.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record BreakerStatus(string State, string Mode, DateTimeOffset Since);
