namespace Perdure.Durability.Storage;

/// <summary>Why a store did not do what it was asked for.</summary>
public enum DurabilityFailure
{
    /// <summary>Locked, disk full, read error, connection lost: nothing was done. It may be tried again.</summary>
    Unavailable,

    /// <summary>The commit was sent and its answer was lost: it may have been done. A dedupe key or a token makes trying again safe.</summary>
    UnknownOutcome,

    /// <summary>The queue, or the number of records, is at its bound: nothing was done. It may be tried again once there is room.</summary>
    Full,

    /// <summary>More than a limit of <see cref="StoreLimits"/>: trying again does not help.</summary>
    TooLarge,

    /// <summary>A name, key or number that cannot be meant so: trying again does not help.</summary>
    Invalid,

    /// <summary>The store was written by a newer version, or is another program's; it is left alone.</summary>
    Incompatible,

    /// <summary>The store's data is damaged. A file is set aside, never deleted, and the message has its new name; opening again begins a new one.</summary>
    Corrupt,

    /// <summary>The store has been closed.</summary>
    Closed,
}
