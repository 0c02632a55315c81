using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Perdure.Coordination.Queues;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>
/// Groups of services' processes that find each other. All state is in the store, so any node can serve any call. Thread-safe. Errors are
/// those of <see cref="Elections.Elections"/>.
/// </summary>
public sealed class ServiceMembers(ICoordinator coordinator)
{
    /// <summary>The most members of one group.</summary>
    public const int MaxMembers = 10_000;

    /// <summary>The most that observe through one instance at a time.</summary>
    public const int MaxObservers = 1024;

    private const int MaxListed = 100_000;
    private readonly Places _places = new(MaxObservers, "groups");

    /// <summary>Joins a group under a lease of its own. When joining fails the lease is ended, so nothing stays behind.</summary>
    /// <exception cref="NameTakenException">A member of this id is there already, under a lease that has not ended.</exception>
    public async Task<MemberStanding> JoinAsync(string group, string id, MemberInfo info, TimeSpan ttl, CancellationToken cancellationToken)
    {
        CheckNames(group, id);
        MemberSteps.Check(info);
        var grant = await coordinator.GrantAsync(CoordinationNames.CheckTtl(ttl), cancellationToken);
        try
        {
            var joined = await Repeat.CommitAsync(coordinator, MemberSteps.Join(group, id, info, grant.Id, MaxMembers), null, cancellationToken);
            if (joined.Ranges[0].First?.Lease != grant.Id)
                throw new NameTakenException($"the group \"{group}\" has a member \"{id}\" already, under another lease: name that lease to renew it, or wait until it has ended");
            if (joined.Succeeded && joined.Ranges[1].Entries.Length > MaxMembers)
                throw new CoordinationException(CoordinationFailure.TooLarge, $"the group \"{group}\" has {MaxMembers} members, which is the most: spread them over several groups");
            return Standing(group, id, grant);
        }
        catch
        {
            await Repeat.EndAsync(coordinator, grant.Id);
            throw;
        }
    }

    /// <summary>Renews, if the lease is this member's, and says something else about the member when <paramref name="info"/> is not null.</summary>
    public async Task<MemberStanding> RenewAsync(string group, string id, long lease, MemberInfo? info, CancellationToken cancellationToken)
    {
        CheckNames(group, id);
        if (info is not null) MemberSteps.Check(info);

        // Before the lease is touched, which may be anybody's; an absence is believed only of what went through the store's log.
        var known = (await coordinator.RangeAsync(RangeQuery.Of(MemberSteps.Key(group, id)) with { KeysOnly = true }, cancellationToken)).First?.Lease == lease;
        if (!known && !(await Repeat.CommitAsync(coordinator, MemberSteps.Verify(group, id, lease), null, cancellationToken)).Succeeded) return Left(group, id, lease);
        var grant = await coordinator.RenewAsync(lease, cancellationToken);
        if (!grant.Alive) return Left(group, id, lease);
        var own = await Repeat.CommitAsync(coordinator, MemberSteps.Verify(group, id, lease), null, cancellationToken);
        if (!own.Succeeded) return Left(group, id, lease);
        if (info is null || MemberSteps.Read(group, own.Ranges[0].First!).Info == info) return Standing(group, id, grant);
        try
        {
            var changed = await Repeat.CommitAsync(coordinator, MemberSteps.Change(group, id, info, lease), null, cancellationToken);
            return changed.Succeeded ? Standing(group, id, grant) : Left(group, id, lease);
        }
        catch (CoordinationException e) when (e.Failure == CoordinationFailure.LeaseGone)
        {
            return Left(group, id, lease);
        }
    }

    /// <summary>Leaves and ends the lease. It is no error when the member is not there any more.</summary>
    public async Task LeaveAsync(string group, string id, long lease, CancellationToken cancellationToken)
    {
        CheckNames(group, id);
        var own = await coordinator.RangeAsync(RangeQuery.Of(MemberSteps.Key(group, id)), cancellationToken);
        if (own.First?.Lease == lease) await coordinator.RevokeAsync(lease, cancellationToken);
    }

    /// <summary>The members of a group, by id.</summary>
    public async Task<ImmutableArray<MemberRecord>> ListAsync(string group, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        var query = RangeQuery.Under(MemberSteps.Prefix(CoordinationNames.CheckName(group, "group"))) with { Consistency = consistency };
        return [.. (await coordinator.RangeAsync(query, cancellationToken)).Entries.Select(entry => MemberSteps.Read(group, entry))];
    }

    /// <summary>The members of a group, first as they are now and then whenever they change, until cancelled. While the store is lost nothing comes.</summary>
    public IAsyncEnumerable<ImmutableArray<MemberRecord>> ObserveAsync(string group, CancellationToken cancellationToken) =>
        FollowAsync(CoordinationNames.CheckName(group, "group"), cancellationToken);

    /// <summary>All groups that have members, by name; of at most 100,000 members in all.</summary>
    public async Task<ImmutableArray<GroupRecord>> GroupsAsync(CancellationToken cancellationToken)
    {
        var query = RangeQuery.Under(MemberSteps.Root) with { KeysOnly = true, Limit = MaxListed };
        return
        [
            .. (await coordinator.RangeAsync(query, cancellationToken)).Entries
                .Select(entry => entry.Key[MemberSteps.Root.Length..].Split('/')[0])
                .CountBy(name => name)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new GroupRecord(pair.Key, pair.Value)),
        ];
    }

    private static void CheckNames(string group, string id)
    {
        CoordinationNames.CheckName(group, "group");
        CoordinationNames.CheckName(id, "member");
    }

    private static MemberStanding Left(string group, string id, long lease) => new(group, id, lease, TimeSpan.Zero, 0, Gone: true);

    private MemberStanding Standing(string group, string id, LeaseGrant grant) =>
        new(group, id, grant.Id, grant.Ttl, LeaseTiming.Deadline(coordinator.Clock, grant.DeadlineTimestamp, grant.Ttl), Gone: false);

    private async IAsyncEnumerable<ImmutableArray<MemberRecord>> FollowAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = _places.Take();
        using var changed = new SemaphoreSlim(0);
        ImmutableArray<MemberRecord> told = default;
        await using var mirror = Mirror.Start(coordinator, MemberSteps.Prefix(group), new MirrorOptions { MaxEntries = MaxMembers }, _ => changed.Release());
        while (true)
        {
            await changed.WaitAsync(cancellationToken);
            ImmutableArray<MemberRecord> now = [.. mirror.Current.Values.Select(entry => MemberSteps.Read(group, entry))];
            if (!told.IsDefault && told.AsSpan().SequenceEqual(now.AsSpan())) continue;
            told = now;
            yield return now;
        }
    }
}
