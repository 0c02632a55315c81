using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// The lease under which this node writes that something was cleared. A key that is merely absent does not tell that somebody cleared it while
/// another node was cut off; one that says so does, and goes away by itself after 23 to 24 hours (the longest that a lease may live). One lease serves an hour.
/// </summary>
internal sealed class TombstoneLease(ICoordinator coordinator)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan Use = TimeSpan.FromHours(1);

    private long _lease;
    private long _since;

    /// <summary>The lease; not thread-safe, changes are made one at a time.</summary>
    public async ValueTask<long> GetAsync(CancellationToken cancellationToken)
    {
        if (_lease != 0 && coordinator.Clock.GetElapsedTime(_since) < Use) return _lease;
        _since = coordinator.Clock.GetTimestamp();
        _lease = (await coordinator.GrantAsync(Life, cancellationToken)).Id;
        return _lease;
    }

    /// <summary>It is gone: somebody revoked it, or the store is another one.</summary>
    public void Forget() => _lease = 0;
}
