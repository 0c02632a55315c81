using Perdure.Coordination.Elections;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

public abstract partial class RecipeContract
{
    private Coordination.Elections.Elections Elections => new(Store);

    [Fact]
    public async Task Election_entered_by_the_first_is_led_by_it()
    {
        var a = await Elections.EnterAsync("e", "a", "10.0.0.1:80", Ttl, Soon());
        Assert.True(a is { Leader: true, Gone: false, Ahead: 0, Candidate: "a", Name: "e" });
        Assert.True(a.Ttl >= Ttl);
        Assert.True(a.DeadlineTimestamp > Store.Clock.GetTimestamp());

        var leader = await Elections.LeaderAsync("e", ReadConsistency.Linearizable, Soon());
        Assert.Equal(("a", "10.0.0.1:80", a.Token, a.Lease), (leader!.Candidate, leader.Value, leader.Token, leader.Lease));
        Assert.True(await Elections.HoldsAsync("e", a.Token, Soon()));
        Assert.False(await Elections.HoldsAsync("e", a.Token + 1, Soon()));
        Assert.False(await Elections.HoldsAsync("nobody", 0, Soon()));
    }

    [Fact]
    public async Task Candidates_wait_in_order_and_the_next_leads_when_the_leader_resigns()
    {
        var a = await Elections.EnterAsync("e", "a", "", Ttl, Soon());
        var b = await Elections.EnterAsync("e", "b", "", Ttl, Soon());
        var c = await Elections.EnterAsync("e", "c", "", Ttl, Soon());
        Assert.Equal((false, 1, false, 2), (b.Leader, b.Ahead, c.Leader, c.Ahead));
        Assert.True(a.Token < b.Token && b.Token < c.Token);
        Assert.False(await Elections.HoldsAsync("e", b.Token, Soon()));

        var waiting = Elections.WaitAsync("e", b.Lease, Patience, Soon());
        await Elections.ResignAsync("e", a.Lease, Soon());
        Assert.Equal((true, b.Token), await waiting is var won ? (won.Leader, won.Token) : default);
        Assert.False(await Elections.HoldsAsync("e", a.Token, Soon()));
        Assert.True(await Elections.HoldsAsync("e", b.Token, Soon()));
        Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Gone);
    }

    [Fact]
    public async Task Waiting_in_the_middle_of_the_queue_goes_on_when_the_one_before_leaves_it()
    {
        await Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(60), Soon());
        var b = await Elections.EnterAsync("e", "b", "", TimeSpan.FromSeconds(60), Soon());
        var c = await Elections.EnterAsync("e", "c", "", Ttl, Soon());
        await Elections.ResignAsync("e", b.Lease, Soon());
        var waited = await Elections.WaitAsync("e", c.Lease, TimeSpan.FromMilliseconds(300), Soon());
        Assert.Equal((false, 1, false), (waited.Leader, waited.Ahead, waited.Gone));
    }

    [Fact]
    public async Task Leader_that_does_not_renew_is_followed_by_the_one_who_waits_and_is_renewed_by_waiting()
    {
        var a = await Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(8), Soon());
        var b = await Elections.EnterAsync("e", "b", "", TimeSpan.FromSeconds(6), Soon());
        var won = await Elections.WaitAsync("e", b.Lease, Patience, Soon());
        Assert.True(won.Leader && won.Token == b.Token);
        Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Gone);
    }

    [Fact]
    public async Task Candidate_may_be_in_the_queue_once_but_can_enter_again_by_its_lease()
    {
        var a = await Elections.EnterAsync("e", "a", "", Ttl, Soon());
        var taken = await Assert.ThrowsAsync<NameTakenException>(() => Elections.EnterAsync("e", "a", "", Ttl, Soon()));
        Assert.Contains("\"a\"", taken.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("elections/e/"));
        var again = await Elections.EnterAsync("e", "a", "", a.Lease, Soon());
        Assert.Equal((a.Token, true), (again.Token, again.Leader));

        await Elections.ResignAsync("e", a.Lease, Soon());
        Assert.True((await Elections.EnterAsync("e", "a", "", a.Lease, Soon())).Gone);
        Assert.True((await Elections.EnterAsync("e", "a", "", Ttl, Soon())).Token > a.Token);
    }

    [Fact]
    public async Task Lease_of_another_election_ends_nothing_when_named_in_a_resignation()
    {
        var a = await Elections.EnterAsync("e", "a", "", Ttl, Soon());
        await Elections.ResignAsync("other", a.Lease, Soon());
        Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Leader);
        await Elections.ResignAsync("e", a.Lease, Soon());
        await Elections.ResignAsync("e", a.Lease, Soon());
        Assert.Equal(0, await CountAsync("elections/") + await CountAsync("candidates/"));
    }

    [Fact]
    public async Task Observer_sees_the_leaders_as_they_change()
    {
        await using var seen = Elections.ObserveAsync("e", Soon()).GetAsyncEnumerator();
        Assert.Null(await FirstAsync(seen, _ => true));
        var a = await Elections.EnterAsync("e", "a", "one", Ttl, Soon());
        Assert.Equal("one", (await FirstAsync(seen, leader => leader is not null))!.Value);
        var b = await Elections.EnterAsync("e", "b", "two", Ttl, Soon());
        await Elections.ResignAsync("e", a.Lease, Soon());
        Assert.Equal((b.Token, "two"), await FirstAsync(seen, leader => leader?.Candidate == "b") is { } leader ? (leader.Token, leader.Value) : default);
        await Elections.ResignAsync("e", b.Lease, Soon());
        Assert.Null(await FirstAsync(seen, leader => leader is null));
    }

    [Fact]
    public async Task Elections_are_listed_with_their_leaders_and_numbers_of_candidates()
    {
        await Elections.EnterAsync("jobs", "b", "", Ttl, Soon());
        await Elections.EnterAsync("jobs", "a", "", Ttl, Soon());
        await Elections.EnterAsync("backup", "a", "", Ttl, Soon());
        var all = await Elections.ListAsync(Soon());
        Assert.Equal([("backup", "a", 1), ("jobs", "b", 2)], all.Select(e => (e.Name, e.Leader!.Candidate, e.Candidates)));
        var none = await Elections.GetAsync("none", ReadConsistency.Serializable, Soon());
        Assert.True(none is { Leader: null, Candidates: 0, Revision: > 0 });
        Assert.Equal(2, (await Elections.GetAsync("jobs", ReadConsistency.Linearizable, Soon())).Candidates);
    }

    [Fact]
    public async Task Entering_that_is_cancelled_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var entering = Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(60), stop.Token);
        await stop.CancelAsync();
        try
        {
            await entering;
        }
        catch (OperationCanceledException)
        {
            await Eventually.Holds(async () => await CountAsync("elections/e/") == 0, "nothing is left");
        }
    }

    [Fact]
    public async Task Renewing_makes_a_revision_only_where_the_leader_is_moved_to_a_new_lease()
    {
        var a = await Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(60), Soon());
        var b = await Elections.EnterAsync("e", "b", "", TimeSpan.FromSeconds(60), Soon());
        await Eventually.Holds(
            async () =>
            {
                // Leases of earlier tests may end in between on a store that is shared with them.
                var before = (await Store.RangeAsync(RangeQuery.Of("none"), Soon())).Revision;
                for (var i = 0; i < 5; i++) Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Leader);
                for (var i = 0; i < 5; i++) Assert.False((await Elections.RenewAsync("e", b.Lease, Soon())).Leader);
                return (await Store.RangeAsync(RangeQuery.Of("none"), Soon())).Revision == before + (Store.KeepsRenewals ? 0 : 5);
            },
            "ten renewals leave the revision as it was, but for the leader's on etcd");
    }

    [Fact]
    public async Task Leader_that_has_renewed_leads_on_when_its_older_leases_are_ended_by_others()
    {
        if (Store.KeepsRenewals) return;
        // What a member of etcd does that led before, was paused, and did not hear of the renewals.
        var a = await Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(60), Soon());
        var b = await Elections.EnterAsync("e", "b", "", TimeSpan.FromSeconds(60), Soon());
        var leases = new List<long> { await LeaseOfLeaderAsync() };
        for (var i = 0; i < 3; i++)
        {
            var renewed = await Elections.RenewAsync("e", a.Lease, Soon());
            Assert.Equal((true, a.Token, a.Lease), (renewed.Leader, renewed.Token, renewed.Lease));
            leases.Add(await LeaseOfLeaderAsync());
        }

        Assert.Equal(a.Lease, leases[0]);
        Assert.Equal(4, leases.Distinct().Count());
        foreach (var older in leases[..^1]) await Store.RevokeAsync(older, Soon());
        Assert.True(await Elections.HoldsAsync("e", a.Token, Soon()));
        Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Leader);
        await Assert.ThrowsAsync<NameTakenException>(() => Elections.EnterAsync("e", "a", "", Ttl, Soon()));

        await Elections.ResignAsync("e", a.Lease, Soon());
        Assert.True((await Elections.WaitAsync("e", b.Lease, Patience, Soon())).Leader);
        Assert.Equal((1, 1), (await CountAsync("elections/e/"), await CountAsync("candidates/e/")));
    }

    [Fact]
    public async Task Renewals_of_one_place_through_two_nodes_at_a_time_leave_it_under_the_lease_of_the_last()
    {
        var a = await Elections.EnterAsync("e", "a", "", TimeSpan.FromSeconds(60), Soon());
        for (var round = 0; round < 10; round++)
        {
            var both = await Task.WhenAll(Try(), Try(), Try());
            Assert.Contains(true, both);
        }

        Assert.True((await Elections.RenewAsync("e", a.Lease, Soon())).Leader);

        // One of several may find that the others were faster each time, and says so; that it is not there any more nobody is told.
        async Task<bool> Try()
        {
            try
            {
                return (await Elections.RenewAsync("e", a.Lease, Soon())) is { Gone: false, Leader: true };
            }
            catch (CoordinationException busy) when (busy.Failure == CoordinationFailure.Unavailable)
            {
                return false;
            }
        }
    }

    private async Task<long> LeaseOfLeaderAsync() => (await Store.RangeAsync(RangeQuery.Under("elections/e/"), Soon())).Entries.MinBy(entry => entry.CreateRevision)!.Lease;

    [Fact]
    public async Task Leadership_is_waited_for_and_handed_over_at_its_end()
    {
        var first = Leadership.Start(Store, new LeadershipOptions { Election = "e", Candidate = "a", Ttl = Ttl });
        var term = await first.LeadAsync(Soon());
        await using var second = Leadership.Start(Store, new LeadershipOptions { Election = "e", Candidate = "b", Ttl = Ttl });
        await Eventually.Holds(async () => await CountAsync("elections/e/") == 2, "b waits");
        Assert.True(term.Holds && first.IsLeader && !second.IsLeader);
        var next = second.LeadAsync(Soon());
        await first.DisposeAsync();
        Assert.True(term.Lost.IsCancellationRequested);
        Assert.True((await next).Token > term.Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.LeadAsync(Soon()));
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("a/b", "a")]
    [InlineData("e", "")]
    [InlineData("e", "a\nb")]
    public async Task Names_that_are_none_are_refused(string election, string candidate) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Elections.EnterAsync(election, candidate, "", Ttl, Soon()));
}
