namespace Perdure.Coordination.Etcd.Calls;

/// <summary>What to do after an attempt.</summary>
internal enum CallVerdict
{
    /// <summary>It was answered.</summary>
    Done,

    /// <summary>Ask another member: nothing was done, or repeating does no harm.</summary>
    Elsewhere,

    /// <summary>Get a new token and ask again: nothing was done.</summary>
    Authenticate,

    /// <summary>A write that was done or was not.</summary>
    Unknown,

    /// <summary>The store said no, and would say it again.</summary>
    Failed,
}
