namespace Perdure.Coordination.Storage;

/// <summary>
/// A small store on which nodes agree: revisioned keys, leases, guarded transactions, watches. Every change of the store makes a new
/// revision; revisions only grow. Two engines, one contract (the tests run it on both): <c>embedded</c> (this process, kept in SQLite) and
/// <c>etcd</c>. Thread-safe.
/// </summary>
/// <remarks>
/// Keys are text of 1 to 512 bytes of UTF-8, values at most 1 MiB, transactions at most 128 steps and 1.5 MB in all; more is
/// <see cref="CoordinationFailure.TooLarge"/>. Every method throws <see cref="CoordinationException"/>, or
/// <see cref="OperationCanceledException"/> when its token ends the wait; a write whose wait was ended may have been done.
/// Every call is bounded by the options' time-out. Reads are repeated on another endpoint within it; writes only when it is certain
/// that nothing was done.
/// </remarks>
public interface ICoordinator : IAsyncDisposable
{
    /// <summary>The clock of deadlines: its timestamps go on while the machine sleeps, and no step of the wall clock moves them.</summary>
    TimeProvider Clock { get; }

    /// <summary>
    /// Whether a lease never ends before the deadline of its last renewal. Not so with etcd: renewals are known to its leader only, and a member
    /// that led before and was paused ends, when it wakes up, the leases that it believes to be over (etcd's issues 12528 and 15247). What nobody
    /// ends early there is a lease that was granted and never renewed, because the grant is in the log.
    /// </summary>
    bool KeepsRenewals { get; }

    /// <summary>How it stands with the store just now.</summary>
    StoreStatus Status { get; }

    /// <summary>Raised, on a thread of the pool and in order, when <see cref="Status"/> has another state or problem. Handlers return fast.</summary>
    event Action<StoreStatus>? StatusChanged;

    /// <summary>Reads.</summary>
    ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken);

    /// <summary>Does a transaction.</summary>
    ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>Grants a lease. The time to live is rounded up to whole seconds, at least 2 s.</summary>
    ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Renews a lease. A lease that is gone is no error but a grant that is not <see cref="LeaseGrant.Alive"/>.</summary>
    ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken);

    /// <summary>Ends a lease and deletes what hangs on it. A lease that is gone already is no error.</summary>
    ValueTask RevokeAsync(long lease, CancellationToken cancellationToken);

    /// <summary>
    /// Watches, without gap or repetition, across lost connections and endpoints, until cancelled: it ends with
    /// <see cref="OperationCanceledException"/>, or with <see cref="CoordinationFailure.Compacted"/> when what comes next is no longer there
    /// (<see cref="CoordinationFailure.Closed"/>, <see cref="CoordinationFailure.Refused"/> and <see cref="CoordinationFailure.Incompatible"/> also end it).
    /// While the store is lost nothing comes; see <see cref="Status"/>.
    /// </summary>
    IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, CancellationToken cancellationToken);
}
