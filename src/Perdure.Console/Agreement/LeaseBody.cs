namespace Perdure.Console.Agreement;

/// <summary>The body of <c>renew</c>, <c>resign</c> and <c>release</c>.</summary>
/// <param name="Lease">The lease, as entering was answered with it.</param>
internal sealed record LeaseBody(string? Lease);
