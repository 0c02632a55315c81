namespace Perdure.Coordination.Sessions;

/// <summary>A session gained a lease or can no longer rely on it.</summary>
/// <param name="Gained">Whether it was gained: a new one, or the same again after it could not be renewed in time but had not ended.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Reason">Why it was lost; empty when gained.</param>
public readonly record struct SessionChange(bool Gained, long Lease, string Reason);
