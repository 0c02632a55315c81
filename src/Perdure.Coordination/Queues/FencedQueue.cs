using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>The queue behind elections and locks: carries out <see cref="QueueSteps"/>. Holds no state; thread-safe.</summary>
internal sealed class FencedQueue(ICoordinator coordinator, QueueKind kind)
{
    private const int MaxTries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PlaceKeeper _keeper = new(coordinator, kind);

    public ICoordinator Coordinator => coordinator;

    public QueueKind Kind => kind;

    /// <summary>Grants a lease and enters under it; when that fails the lease is ended, so that nothing stays behind.</summary>
    public async Task<QueueStanding> EnterAsync(string name, QueueEntry entry, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var grant = await coordinator.GrantAsync(ttl, cancellationToken);
        try
        {
            return await EnterUnderAsync(name, entry, grant, cancellationToken);
        }
        catch
        {
            // Also when the entering is still on its way: under a lease that is gone the store refuses it.
            await Repeat.EndAsync(coordinator, grant.Id);
            throw;
        }
    }

    /// <summary>
    /// Whether a lease that a caller names is one of this queue. Asked before anything is done with it: leases of others (of nodes, of members,
    /// of other queues) must not be kept alive, used or ended by whoever guesses their numbers.
    /// </summary>
    public async Task<bool> HasAsync(string name, long lease, CancellationToken cancellationToken)
    {
        var own = await coordinator.RangeAsync(RangeQuery.Of(kind.Key(name, lease)) with { KeysOnly = true }, cancellationToken);
        if (own.First is not null) return true;

        // A plain read can come from an old picture; that somebody is not there is said only by what went through the store's log.
        return QueueSteps.Look(await Repeat.CommitAsync(coordinator, QueueSteps.Verify(kind, name, lease), null, cancellationToken)).Token != 0;
    }

    /// <inheritdoc cref="PlaceKeeper.RenewAsync"/>
    public Task<QueueStanding> RenewAsync(string name, long lease, TimeSpan? tryFor, CancellationToken cancellationToken) =>
        _keeper.RenewAsync(name, lease, tryFor, cancellationToken);

    /// <summary>
    /// Renews and waits, until first, gone, or the time is over. What cannot be reached is tried again until then. A lease that was
    /// <paramref name="named"/> by a caller is first found out to be one of this queue.
    /// </summary>
    public async Task<QueueStanding> WaitAsync(string name, long lease, TimeSpan wait, TimeSpan? tryFor, bool named, CancellationToken cancellationToken)
    {
        var clock = coordinator.Clock;
        var end = clock.GetTimestamp() + LeaseTiming.Ticks(clock, wait);
        KeyWatch? watch = null;
        try
        {
            while (true)
            {
                QueueStanding? standing = null;
                CoordinationException? failure = null;
                try
                {
                    if (named && !await HasAsync(name, lease, cancellationToken)) return QueueStanding.Left(name, lease);
                    named = false;
                    standing = await RenewAsync(name, lease, tryFor, cancellationToken);
                }
                catch (CoordinationException e) when (e.IsTransient)
                {
                    failure = e;
                }

                if (standing is { First: true } or { Gone: true }) return standing;
                var left = LeaseTiming.Until(clock, end);
                if (left <= TimeSpan.Zero) return standing ?? throw failure!;
                // Timers drop parts of a millisecond: without one more, the last of them is spent asking again and again.
                left += TimeSpan.FromMilliseconds(1);
                if (standing?.Predecessor is not { } predecessor)
                {
                    await Task.Delay(left < Pause ? left : Pause, clock, cancellationToken);
                    continue;
                }

                tryFor ??= LeaseTiming.TryFor(standing.Ttl);
                // One watch outlives the renewals, for as long as it is the same key that is waited for. It may not be one that has ended: the
                // picture looked at can be older than what the watch told, and then a new one, from there, tells it again.
                if (watch is null || watch.Key != predecessor || watch.Ended)
                {
                    if (watch is not null) await watch.DisposeAsync();
                    watch = KeyWatch.Gone(coordinator, predecessor, standing.Revision);
                }
                var renew = LeaseTiming.RenewEvery(standing.Ttl);
                await watch.WaitAsync(left < renew ? left : renew, cancellationToken);
            }
        }
        finally
        {
            if (watch is not null) await watch.DisposeAsync();
        }
    }

    /// <summary>Leaves and ends the lease, if the lease is one of this queue: nobody can end another's lease by naming it here.</summary>
    public async Task LeaveAsync(string name, long lease, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var own = await coordinator.RangeAsync(RangeQuery.Of(kind.Key(name, lease)) with { KeysOnly = true }, cancellationToken);
                if (own.First is not { } place) return;
                await coordinator.RevokeAsync(place.Lease, cancellationToken);
                // A renewal that was under way may have moved the place to another lease meanwhile: then it is still there.
                if (coordinator.KeepsRenewals || tries == MaxTries) return;
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.UnknownOutcome && tries < MaxTries)
            {
                // Ending a lease twice is no error.
            }
        }
    }

    /// <summary>Frees the name of a place that has been left, in case that somebody has deleted its key by hand and its name not.</summary>
    public async Task FreeNameAsync(QueueStanding left, CancellationToken cancellationToken)
    {
        if (kind.NameKey(left.Name, left.Who) is { } claim && left.Token != 0)
            await Repeat.CommitAsync(coordinator, QueueSteps.FreeName(claim, left.Token), null, cancellationToken);
    }

    /// <summary>Leaves as well as it can be done within 2 s; false when that is not certain: then the place ends with its lease, since nobody renews it.</summary>
    public Task<bool> TryLeaveAsync(string name, long lease) => Repeat.EndAsync(coordinator, stop => LeaveAsync(name, lease, stop));

    /// <summary>The first of a queue; null when it is empty.</summary>
    public async Task<RangeResult> FirstAsync(string name, ReadConsistency consistency, CancellationToken cancellationToken) =>
        await coordinator.RangeAsync(QueueSteps.First(kind, name) with { Consistency = consistency }, cancellationToken);

    /// <summary>How many are in a queue.</summary>
    public async Task<int> CountAsync(string name, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        var query = RangeQuery.Under(kind.Prefix(name)) with { KeysOnly = true, Consistency = consistency };
        return (await coordinator.RangeAsync(query, cancellationToken)).Entries.Length;
    }

    /// <summary>Whether this token is that of the first.</summary>
    public async Task<bool> HoldsAsync(string name, long token, CancellationToken cancellationToken)
    {
        var result = await Repeat.CommitAsync(coordinator, QueueSteps.VerifyFirst(kind, name), null, cancellationToken);
        return token > 0 && result.Ranges[0].First?.CreateRevision == token;
    }

    private async Task<QueueStanding> EnterUnderAsync(string name, QueueEntry entry, LeaseGrant grant, CancellationToken cancellationToken)
    {
        TransactionResult entered;
        try
        {
            entered = await Repeat.CommitAsync(coordinator, QueueSteps.Enter(kind, name, entry with { Ttl = (int)grant.Ttl.TotalSeconds }, grant.Id), null, cancellationToken);
        }
        catch (CoordinationException e) when (e.Failure == CoordinationFailure.LeaseGone)
        {
            return QueueStanding.Left(name, grant.Id);
        }

        if (QueueSteps.Entered(entered) == 0)
        {
            throw new NameTakenException(
                $"the {kind.Who} \"{entry.Who}\" is in the {kind.What} \"{name}\" already, under another lease: name that lease to go on with it, or wait until it has ended");
        }
        if (QueueSteps.IsOverfull(kind, entered))
        {
            await Repeat.EndAsync(coordinator, grant.Id);
            throw new CoordinationException(
                CoordinationFailure.TooLarge,
                $"the {kind.What} \"{name}\" has {kind.MaxLength} in its queue, which is the most: let some leave, or spread them over several");
        }
        return await _keeper.StandAsync(name, grant.Id, grant, null, cancellationToken);
    }
}
