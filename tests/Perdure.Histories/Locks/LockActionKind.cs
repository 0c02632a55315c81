namespace Perdure.Histories.Locks;

/// <summary>What is asked of a lock.</summary>
public enum LockActionKind
{
    /// <summary>To have it, without waiting.</summary>
    Acquire,

    /// <summary>Whether the holder of a token holds it: a renewal, a check, or a write guarded by the token.</summary>
    Use,

    /// <summary>To give it back.</summary>
    Release,
}
