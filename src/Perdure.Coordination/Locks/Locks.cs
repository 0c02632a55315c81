using Perdure.Coordination.Queues;
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

    /// <summary>The most that wait through one instance at a time.</summary>
    public const int MaxObservers = 4096;

    private readonly FencedQueue _queue = new(coordinator, QueueKind.Lock);
    private readonly Places _places = new(MaxObservers, "locks");

    /// <summary>
    /// Queues for a lock and waits up to <paramref name="wait"/> to hold it. Without it by then, <see cref="WaitAsync"/> goes on waiting in the
    /// same place. When it fails or is cancelled the place is given up.
    /// </summary>
    public async Task<LockStanding> AcquireAsync(string name, string owner, TimeSpan ttl, TimeSpan wait, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(name, "lock");
        var entry = new QueueEntry(CoordinationNames.CheckCandidate(owner, "owner"), "");
        using var place = _places.Take();
        var standing = await _queue.EnterAsync(name, entry, CoordinationNames.CheckTtl(ttl), cancellationToken);
        if (standing.First || standing.Gone || wait <= TimeSpan.Zero) return LockStanding.From(standing);
        try
        {
            return LockStanding.From(await _queue.WaitAsync(name, standing.Lease, wait, null, named: false, cancellationToken));
        }
        catch
        {
            // Its caller does not know the lease, so nobody would ever give the lock back.
            await _queue.TryLeaveAsync(name, standing.Lease);
            throw;
        }
    }

    /// <summary>Renews, then goes on waiting; returns when it holds the lock, when the time is over, or when the lease is gone.</summary>
    public async Task<LockStanding> WaitAsync(string name, long lease, TimeSpan wait, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(name, "lock");
        using var place = _places.Take();
        return LockStanding.From(await _queue.WaitAsync(name, lease, wait, null, named: true, cancellationToken));
    }

    /// <summary>Renews the lease, if it is one of this lock, then verifies by a guarded transaction that the lock is still held.</summary>
    public async Task<LockStanding> RenewAsync(string name, long lease, CancellationToken cancellationToken)
    {
        CoordinationNames.CheckName(name, "lock");
        return LockStanding.From(await _queue.HasAsync(name, lease, cancellationToken)
            ? await _queue.RenewAsync(name, lease, null, cancellationToken)
            : QueueStanding.Left(name, lease));
    }

    /// <summary>Gives the lock back, or stops waiting for it, and ends the lease. It is no error when it is not there any more.</summary>
    public Task ReleaseAsync(string name, long lease, CancellationToken cancellationToken) =>
        _queue.LeaveAsync(CoordinationNames.CheckName(name, "lock"), lease, cancellationToken);

    /// <summary>The lock; a free one when nobody holds it.</summary>
    public async Task<LockRecord> GetAsync(string name, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        var first = await _queue.FirstAsync(CoordinationNames.CheckName(name, "lock"), consistency, cancellationToken);
        var length = first.First is null ? 0 : Math.Max(1, await _queue.CountAsync(name, consistency, cancellationToken));
        return Record(new QueueSummary(name, first.First, length, first.Revision));
    }

    /// <summary>Whether this fencing token is the holder's at a moment during the call (linearizable).</summary>
    public Task<bool> HoldsAsync(string name, long token, CancellationToken cancellationToken) =>
        _queue.HoldsAsync(CoordinationNames.CheckName(name, "lock"), token, cancellationToken);

    /// <summary>All locks that are held, by name.</summary>
    public async Task<IReadOnlyList<LockRecord>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await QueueList.ReadAsync(_queue, cancellationToken)).Select(Record)];

    private static LockRecord Record(QueueSummary queue) => new()
    {
        Name = queue.Name,
        Owner = queue.First is { } first ? QueueEntry.Read(first.Value).Who : null,
        Token = queue.First?.CreateRevision ?? 0,
        Waiting = Math.Max(0, queue.Length - 1),
        Revision = queue.Revision,
    };
}
