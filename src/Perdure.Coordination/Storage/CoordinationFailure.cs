namespace Perdure.Coordination.Storage;

/// <summary>Why the store did not do what it was asked for, in terms of what the caller can do about it.</summary>
public enum CoordinationFailure
{
    /// <summary>It cannot be reached, or has lost its majority; nothing was done, asking again is safe.</summary>
    Unavailable,

    /// <summary>A write was sent and no answer came: it was done or it was not. Read before doing it again.</summary>
    UnknownOutcome,

    /// <summary>The lease named does not exist any more; nothing was done.</summary>
    LeaseGone,

    /// <summary>The history before <see cref="CoordinationException.CompactRevision"/> is gone; list again, then watch from there.</summary>
    Compacted,

    /// <summary>A key, a value or a transaction is larger than the store takes, or the store has no space; nothing was done.</summary>
    TooLarge,

    /// <summary>User, password, certificate or permission are refused: asking again does not help until somebody changes them.</summary>
    Refused,

    /// <summary>What was reached is not a store that Perdure can use: another program, too old a version, a prefix of another system.</summary>
    Incompatible,

    /// <summary>The coordinator has been disposed of.</summary>
    Closed,
}
