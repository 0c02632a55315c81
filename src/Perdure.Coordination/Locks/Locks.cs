using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Locks;

/// <summary>
/// Fair locks with fencing tokens, by the same queue as elections. All state is in the store, so any node can serve any call. One owner may
/// wait several times: each time is a holder of its own. Thread-safe. Errors are those of <see cref="Elections.Elections"/>.
/// </summary>
public sealed class Locks(ICoordinator coordinator)
{
    /// <summary>The most holders and waiters of one lock.</summary>
    public const int MaxWaiting = 10_000;

    private readonly ICoordinator _coordinator = coordinator;

    /// <summary>Queues for a lock and waits up to <paramref name="wait"/> to hold it. Without it by then, <see cref="WaitAsync"/> goes on waiting in the same place.</summary>
    public Task<LockStanding> AcquireAsync(string name, string owner, TimeSpan ttl, TimeSpan wait, CancellationToken cancellationToken) => throw new NotImplementedException(_coordinator.ToString());

    /// <summary>Renews, then goes on waiting; returns when it holds the lock, when the time is over, or when the lease is gone.</summary>
    public Task<LockStanding> WaitAsync(string name, long lease, TimeSpan wait, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Renews the lease, then verifies by a guarded transaction that the lock is still held.</summary>
    public Task<LockStanding> RenewAsync(string name, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Gives the lock back, or stops waiting for it, and ends the lease. It is no error when it is not there any more.</summary>
    public Task ReleaseAsync(string name, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The lock; a free one when nobody holds it.</summary>
    public Task<LockRecord> GetAsync(string name, ReadConsistency consistency, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Whether this fencing token is the holder's at a moment during the call (linearizable).</summary>
    public Task<bool> HoldsAsync(string name, long token, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>All locks that are held, by name.</summary>
    public Task<IReadOnlyList<LockRecord>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
