namespace Perdure.Histories.Locks;

/// <summary>What a client asks of a lock or an election.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">Of which.</param>
/// <param name="Token">By which fencing token; 0 when it wants one.</param>
public sealed record LockAction(LockActionKind Kind, string Name, long Token = 0);
