using Perdure.Coordination.Locks;

namespace Perdure.Console.Agreement;

/// <summary>A lock; owner null and token 0 while it is free.</summary>
internal sealed record LockAnswer(string Lock, string? Owner, long Token, int Waiting)
{
    /// <summary>The answer for one.</summary>
    public static LockAnswer Of(LockRecord found) => new(found.Name, found.Owner, found.Token, found.Waiting);
}
