using Perdure.Coordination.Embedded;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Queues;

/// <summary>Who guesses the number of another's lease can neither keep it alive, nor use it, nor end it.</summary>
public sealed class ForeignLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);
    private readonly CountingCoordinator _store = new(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" }));

    [Fact]
    public async Task Lease_of_a_node_is_not_touched_by_elections_locks_and_groups()
    {
        var elections = new Coordination.Elections.Elections(_store);
        var locks = new Coordination.Locks.Locks(_store);
        var members = new ServiceMembers(_store);
        var lease = (await _store.GrantAsync(Ttl, default)).Id;
        await _store.PutAsync("nodes/n-1", "{}", lease);
        await elections.EnterAsync("e", "a", "", Ttl, default);
        await locks.AcquireAsync("l", "a", Ttl, TimeSpan.Zero, default);
        await members.JoinAsync("g", "a", new MemberInfo(), Ttl, default);

        Assert.True((await elections.RenewAsync("e", lease, default)).Gone);
        Assert.True((await elections.WaitAsync("e", lease, TimeSpan.FromSeconds(10), default)).Gone);
        Assert.True((await elections.EnterAsync("e", "b", "", lease, default)).Gone);
        Assert.True((await locks.RenewAsync("l", lease, default)).Gone);
        Assert.True((await locks.WaitAsync("l", lease, TimeSpan.FromSeconds(10), default)).Gone);
        Assert.True((await members.RenewAsync("g", "a", lease, new MemberInfo { Zone = "z" }, default)).Gone);
        await elections.ResignAsync("e", lease, default);
        await locks.ReleaseAsync("l", lease, default);
        await members.LeaveAsync("g", "a", lease, default);

        Assert.Equal((0, 0), (_store.Renewals, _store.Revocations));
        Assert.NotNull(await _store.FindAsync("nodes/n-1"));
        Assert.Single((await _store.RangeAsync(RangeQuery.Under("elections/e/"), default)).Entries);
    }

    [Fact]
    public async Task Lease_of_one_queue_is_not_renewed_in_another()
    {
        var elections = new Coordination.Elections.Elections(_store);
        var a = await elections.EnterAsync("e", "a", "", Ttl, default);
        Assert.True((await elections.RenewAsync("other", a.Lease, default)).Gone);
        Assert.True((await new Coordination.Locks.Locks(_store).RenewAsync("e", a.Lease, default)).Gone);
        Assert.Equal(0, _store.Renewals);
        Assert.True((await elections.RenewAsync("e", a.Lease, default)).Leader);
        Assert.Equal(1, _store.Renewals);
    }

    [Fact]
    public async Task Watch_that_fails_each_time_does_not_make_who_waits_ask_without_a_pause()
    {
        await using var store = new CountingCoordinator(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "test" })) { WatchesFail = true };
        var elections = new Coordination.Elections.Elections(store);
        await elections.EnterAsync("e", "a", "", Ttl, default);
        var b = await elections.EnterAsync("e", "b", "", Ttl, default);
        Assert.False((await elections.WaitAsync("e", b.Lease, TimeSpan.FromSeconds(1), default)).Leader);
        Assert.InRange(store.Renewals, 1, 10);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();
}
