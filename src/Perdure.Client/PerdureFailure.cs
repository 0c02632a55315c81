namespace Perdure.Client;

/// <summary>Why a call failed, in terms of what the caller can do about it.</summary>
public enum PerdureFailure
{
    /// <summary>No node could be reached, or none of them reaches its store. Nothing was done; asking again later is safe.</summary>
    Unavailable,

    /// <summary>The request was sent and its outcome is not known: it was done or it was not.</summary>
    UnknownOutcome,

    /// <summary>The lease is gone, and with it what hung on it: the leadership, the lock, the membership, the job; or a later holder has written.</summary>
    Lost,

    /// <summary>Somebody else has that name just now.</summary>
    NameTaken,

    /// <summary>The checkpoint is not as the condition wants it; nothing was done. Read it again and decide.</summary>
    Conflict,

    /// <summary>There is no room for it; nothing was done. It may be tried again once there is.</summary>
    Full,

    /// <summary>There is no such queue, job or checkpoint.</summary>
    NotFound,

    /// <summary>The token is missing, unknown, or its role does not allow this.</summary>
    Refused,

    /// <summary>The node does not take what was sent: a name with other characters, a time to live out of range.</summary>
    Invalid,

    /// <summary>What answered is not a node of Perdure, or one that does not have this.</summary>
    Unexpected,
}
