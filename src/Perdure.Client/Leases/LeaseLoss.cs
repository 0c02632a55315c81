namespace Perdure.Client.Leases;

/// <summary>Why what hung on a lease is not held any more.</summary>
public enum LeaseLoss
{
    /// <summary>It is held.</summary>
    None,

    /// <summary>It was given back.</summary>
    Released,

    /// <summary>
    /// It could not be renewed in time, or the process stood still. The store may still know the lease for a moment, so until
    /// <see cref="LeaseHold.Remaining"/> is zero nobody else has it.
    /// </summary>
    NotRenewed,

    /// <summary>The store said that the lease is gone: somebody else may have it already.</summary>
    Gone,
}
