using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Keeps places in queues: renews them, and verifies where they stand. Holds no state; thread-safe.</summary>
/// <remarks>
/// Whoever is first relies on his lease, so it must not end before he thinks. Where a store may end a lease that was renewed (see
/// <see cref="ICoordinator.KeepsRenewals"/>), the first one's is not renewed: his key is moved to a new lease instead, which no one ever renews.
/// Who waits loses no more than his place, and goes on renewing.
/// </remarks>
internal sealed class PlaceKeeper(ICoordinator coordinator, QueueKind kind)
{
    private const int MaxTries = 3;

    /// <summary>Renews a place that is known to be of this queue, then verifies: a renewal alone proves nothing about the key.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="place">The lease that the place was entered under.</param>
    /// <param name="tryFor">How long one call may take; null for the store's time-out.</param>
    /// <param name="cancellationToken">Ends it; the place may have been renewed.</param>
    public async Task<QueueStanding> RenewAsync(string name, long place, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        if (!coordinator.KeepsRenewals) return await RenewOrMoveAsync(name, place, tryFor, cancellationToken);
        var grant = await Repeat.TryAsync(coordinator, stop => coordinator.RenewAsync(place, stop), tryFor, cancellationToken);
        return grant.Alive ? await StandAsync(name, place, grant, tryFor, cancellationToken) : QueueStanding.Left(name, place);
    }

    /// <summary>Where a place stands whose lease was just granted or renewed.</summary>
    public async Task<QueueStanding> StandAsync(string name, long place, LeaseGrant grant, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var look = QueueSteps.Look(await VerifyAsync(name, place, tryFor, cancellationToken));
            if (look.Token == 0) return QueueStanding.Left(name, place);
            if (look.First) return Standing(name, place, look, new QueuePlace(0, null, look.Revision), grant);
            var before = QueueSteps.Place(
                await Repeat.TryAsync(coordinator, stop => coordinator.RangeAsync(QueueSteps.Before(kind, name, look.Token), stop), tryFor, cancellationToken));

            // Those before it may have left between the two reads; only the verifying one says who is first.
            if (before.Ahead > 0 || tries == MaxTries) return Standing(name, place, look, before, grant);
        }
    }

    private async Task<QueueStanding> RenewOrMoveAsync(string name, long place, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var seen = await Repeat.TryAsync(coordinator, stop => coordinator.CommitAsync(QueueSteps.See(kind, name, place), stop), tryFor, cancellationToken);
            if (seen.Ranges[0].First is not { Lease: not 0 } own)
            {
                // A plain read can come from an old picture.
                if (QueueSteps.Look(await VerifyAsync(name, place, tryFor, cancellationToken)).Token == 0) return QueueStanding.Left(name, place);
                continue;
            }

            if (seen.Ranges[1].First?.Key == own.Key)
            {
                if (await MoveAsync(name, place, own, tryFor, cancellationToken) is { } moved) return moved;
                continue;
            }

            var renewed = await Repeat.TryAsync(coordinator, stop => coordinator.RenewAsync(own.Lease, stop), tryFor, cancellationToken);
            if (!renewed.Alive) continue;
            var standing = await StandAsync(name, place, renewed, tryFor, cancellationToken);
            if (!standing.First) return standing;
        }

        throw new CoordinationException(
            CoordinationFailure.Unavailable, $"the place in the {kind.What} \"{name}\" changed {MaxTries} times while it was being renewed: try again");
    }

    // Null when somebody else has changed the place since it was seen: another renewal of the same place, through another node perhaps, or its end.
    // Moving it all the same could put it under a lease that was granted before that of the other, who relies on his.
    private async Task<QueueStanding?> MoveAsync(string name, long place, Entry seen, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        var ttl = await TtlAsync(seen, tryFor, cancellationToken);
        if (ttl <= TimeSpan.Zero) return null;
        var grant = await Repeat.TryAsync(coordinator, stop => coordinator.GrantAsync(ttl, stop), tryFor, cancellationToken);
        try
        {
            var (look, lease) = QueueSteps.Moved(await Repeat.CommitAsync(coordinator, QueueSteps.Move(kind, name, seen, grant.Id), tryFor, cancellationToken));
            if (look.Token == 0) return QueueStanding.Left(name, place);
            if (lease == grant.Id) return Standing(name, place, look, new QueuePlace(0, null, look.Revision), grant);
        }
        catch (CoordinationException e) when (e.Failure == CoordinationFailure.LeaseGone)
        {
            // It took longer than the new lease lives.
        }

        await Repeat.EndAsync(coordinator, grant.Id);
        return null;
    }

    // A key that an earlier version wrote does not say; then the store does, when its lease is renewed.
    private async Task<TimeSpan> TtlAsync(Entry seen, TimeSpan? tryFor, CancellationToken cancellationToken) =>
        QueueEntry.Read(seen.Value).Ttl is > 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : (await Repeat.TryAsync(coordinator, stop => coordinator.RenewAsync(seen.Lease, stop), tryFor, cancellationToken)).Ttl;

    private Task<TransactionResult> VerifyAsync(string name, long place, TimeSpan? tryFor, CancellationToken cancellationToken) =>
        Repeat.CommitAsync(coordinator, QueueSteps.Verify(kind, name, place), tryFor, cancellationToken);

    private QueueStanding Standing(string name, long place, QueueLook look, QueuePlace before, LeaseGrant grant) => new()
    {
        Name = name,
        Who = look.Who,
        Lease = place,
        Token = look.Token,
        First = look.First,
        Ahead = before.Ahead,
        Ttl = grant.Ttl,
        DeadlineTimestamp = LeaseTiming.Deadline(coordinator.Clock, grant.DeadlineTimestamp, grant.Ttl),
        Gone = false,
        Predecessor = before.Predecessor,
        Revision = before.Revision,
    };
}
