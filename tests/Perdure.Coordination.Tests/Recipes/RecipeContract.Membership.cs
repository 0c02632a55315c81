using System.Collections.Immutable;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

public abstract partial class RecipeContract
{
    private ServiceMembers Members => new(Store);

    [Fact]
    public async Task Nodes_that_join_see_each_other_and_see_who_leaves()
    {
        await using var a = await NodeOf("a").StartAsync(Store);
        await using (var b = await NodeOf("b").StartAsync(Store))
        {
            await Eventually.Holds(() => a.Membership.LiveNodes == 2 && b.Membership.LiveNodes == 2, "both see both");
            Assert.Equal(["a", "b"], a.Membership.Nodes.Select(n => n.Id));
            Assert.Equal(MembershipState.Joined, b.Membership.State);
        }
        await Eventually.Holds(() => a.Membership.LiveNodes == 1, "b is gone");
        Assert.Equal(NodeOf("a").Self, Assert.Single(a.Membership.Nodes));
    }

    [Fact]
    public async Task Node_whose_id_another_has_says_so_and_joins_when_that_one_leaves()
    {
        var first = await NodeOf("n", "run-1").StartAsync(Store);
        await using var second = await NodeOf("n", "run-2", previous: "run-0").StartAsync(Store, MembershipState.IdTaken);
        Assert.Contains("\"n\" is taken", second.Membership.Problem, StringComparison.Ordinal);
        Assert.Equal(MembershipState.Joined, first.Membership.State);
        Assert.Equal(1, second.Membership.LiveNodes);
        await first.DisposeAsync();
        await second.ReachesAsync(MembershipState.Joined);
        Assert.Null(second.Membership.Problem);
    }

    [Fact]
    public async Task Node_that_died_is_replaced_at_once_by_its_next_run()
    {
        // As after kill -9: the key of the run before is there, under a lease that has long to live.
        var dead = await LeaseAsync(TimeSpan.FromSeconds(60));
        await Store.CommitAsync(Registration.Write(null, NodeOf("n", "run-1").Self, dead), Soon());
        await using var next = await NodeOf("n", "run-2", previous: "run-1").StartAsync(Store);
        await Store.RevokeAsync(dead, Soon());
        Assert.Equal("run-2", MembershipJson.ReadNode((await Store.RangeAsync(RangeQuery.Of("nodes/n"), Soon())).First!)!.Incarnation);
    }

    [Fact]
    public async Task Node_whose_place_is_taken_by_a_run_with_its_data_says_so()
    {
        await using var first = await NodeOf("n", "run-1").StartAsync(Store);
        await using (await NodeOf("n", "run-2", previous: "run-1").StartAsync(Store))
            await first.ReachesAsync(MembershipState.IdTaken);
        await first.ReachesAsync(MembershipState.Joined);
    }

    [Fact]
    public async Task Node_whose_lease_was_ended_or_key_deleted_joins_again()
    {
        await using var node = await NodeOf("n").StartAsync(Store);
        var lease = node.Session.Lease;
        await Store.RevokeAsync(lease, Soon());
        await Eventually.Holds(async () => (await Store.RangeAsync(RangeQuery.Of("nodes/n"), Soon())).First is { } e && e.Lease != lease, "it joined under another lease");
        await Store.CommitAsync(new Transaction { Then = [Operation.Delete("nodes/n")] }, Soon());
        await Eventually.Holds(async () => await CountAsync("nodes/n") == 1, "it joined once more");
        await node.ReachesAsync(MembershipState.Joined);
    }

    [Fact]
    public async Task Members_join_change_are_observed_and_leave()
    {
        await using var seen = Members.ObserveAsync("shop", Soon()).GetAsyncEnumerator();
        Assert.Empty(await FirstAsync(seen, _ => true));
        var a = await Members.JoinAsync("shop", "a", new MemberInfo { Address = "10.0.0.1:80" }, Ttl, Soon());
        Assert.Equal("10.0.0.1:80", (await FirstAsync(seen, all => all.Length == 1))[0].Info.Address);
        var standing = await Members.RenewAsync("shop", "a", a.Lease, new MemberInfo { Address = "10.0.0.2:80" }, Soon());
        Assert.False(standing.Gone);
        Assert.True(standing.DeadlineTimestamp > a.DeadlineTimestamp);
        await FirstAsync(seen, all => all is [{ Info.Address: "10.0.0.2:80" }]);
        await Members.LeaveAsync("shop", "a", a.Lease, Soon());
        await FirstAsync(seen, all => all.IsEmpty);
        Assert.True((await Members.RenewAsync("shop", "a", a.Lease, null, Soon())).Gone);
    }

    [Fact]
    public async Task Member_of_an_id_that_is_there_is_refused_until_its_lease_ends()
    {
        var a = await Members.JoinAsync("shop", "a", new MemberInfo(), Ttl, Soon());
        await Members.JoinAsync("shop", "b", new MemberInfo(), Ttl, Soon());
        await Members.JoinAsync("bank", "a", new MemberInfo(), Ttl, Soon());
        await Assert.ThrowsAsync<NameTakenException>(() => Members.JoinAsync("shop", "a", new MemberInfo(), Ttl, Soon()));
        Assert.Equal([("bank", 1), ("shop", 2)], (await Members.GroupsAsync(Soon())).Select(g => (g.Name, g.Members)));
        Assert.Equal(["a", "b"], (await Members.ListAsync("shop", ReadConsistency.Linearizable, Soon())).Select(m => m.Id));
        await Store.RevokeAsync(a.Lease, Soon());
        Assert.False((await Members.JoinAsync("shop", "a", new MemberInfo(), Ttl, Soon())).Gone);
    }

    [Fact]
    public async Task Member_with_another_lease_changes_and_ends_nothing()
    {
        var a = await Members.JoinAsync("shop", "a", new MemberInfo { Zone = "one" }, Ttl, Soon());
        var b = await Members.JoinAsync("shop", "b", new MemberInfo(), Ttl, Soon());
        Assert.True((await Members.RenewAsync("shop", "a", b.Lease, new MemberInfo { Zone = "two" }, Soon())).Gone);
        await Members.LeaveAsync("shop", "a", b.Lease, Soon());
        ImmutableArray<MemberRecord> all = await Members.ListAsync("shop", ReadConsistency.Linearizable, Soon());
        Assert.Equal(("one", a.Lease, 2), (all[0].Info.Zone, a.Lease, all.Length));
    }

    private async Task<long> LeaseAsync(TimeSpan ttl) => (await Store.GrantAsync(ttl, Soon())).Id;

    private static TestNode NodeOf(string id, string incarnation = "run-1", string? previous = null) => new(
        new NodeRecord { Id = id, Zone = "z", Version = "1.0", Admin = "127.0.0.1:9180", Incarnation = incarnation, StartedAt = DateTimeOffset.UnixEpoch }, previous);
}
