using System.Collections.Immutable;
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

    private readonly ICoordinator _coordinator = coordinator;

    /// <summary>Joins a group under a lease of its own.</summary>
    /// <exception cref="NameTakenException">A member of this id is there already, under a lease that has not ended.</exception>
    public Task<MemberStanding> JoinAsync(string group, string id, MemberInfo info, TimeSpan ttl, CancellationToken cancellationToken) => throw new NotImplementedException(_coordinator.ToString());

    /// <summary>Renews, and says something else about the member when <paramref name="info"/> is not null.</summary>
    public Task<MemberStanding> RenewAsync(string group, string id, long lease, MemberInfo? info, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Leaves and ends the lease. It is no error when the member is not there any more.</summary>
    public Task LeaveAsync(string group, string id, long lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The members of a group, by id.</summary>
    public Task<ImmutableArray<MemberRecord>> ListAsync(string group, ReadConsistency consistency, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The members of a group, first as they are now and then whenever they change, until cancelled. While the store is lost nothing comes.</summary>
    public IAsyncEnumerable<ImmutableArray<MemberRecord>> ObserveAsync(string group, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>All groups that have members, by name.</summary>
    public Task<ImmutableArray<GroupRecord>> GroupsAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
