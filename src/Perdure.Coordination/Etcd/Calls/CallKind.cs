namespace Perdure.Coordination.Etcd.Calls;

/// <summary>What a call does to the store, which decides what may be done when it fails.</summary>
internal enum CallKind
{
    /// <summary>Reads through the majority: may be repeated.</summary>
    Read,

    /// <summary>Reads what one member has: may be repeated, needs no leader, and its revision may be an old one.</summary>
    LocalRead,

    /// <summary>
    /// Grants, renews or ends a lease: may be repeated. A lease that was granted and never heard of has no keys and expires by itself;
    /// to renew or to end one twice is the same as once.
    /// </summary>
    Lease,

    /// <summary>Changes keys: repeated only when it is certain that nothing was done.</summary>
    Write,
}
