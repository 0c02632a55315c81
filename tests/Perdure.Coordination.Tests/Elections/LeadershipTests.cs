using Perdure.Coordination.Elections;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Simulation;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Elections;

public sealed class LeadershipTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(5);
    private readonly SimWorld _world = new(1);
    private readonly SimStore _store;
    private readonly SimFaults _faults = new();
    private readonly List<(string Who, long Token)> _won = [];

    public LeadershipTests()
    {
        _store = new SimStore(_world);
        Expire();
    }

    [Fact]
    public void Leadership_alone_leads_with_the_revision_that_created_its_key()
    {
        var (a, _) = Campaign("a");
        RunMs(500);

        Assert.True(a().IsLeader);
        Assert.Equal(_store.First("elections/jobs/")!.CreateRevision, a().Term!.Token);
        Assert.Null(a().Problem);
        RunMs(120_000);
        Assert.True(a().IsLeader);
        Assert.Single(_won);
    }

    [Fact]
    public void Leaderships_lead_in_the_order_of_entry_with_growing_tokens()
    {
        var all = new List<Func<Leadership>>();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            all.Add(Campaign(name).Leadership);
            RunMs(500);
        }
        for (var i = 0; i < all.Count; i++)
        {
            Assert.True(all[i]().IsLeader);
            Dispose(all[i]);
            RunMs(300);
        }

        Assert.Equal(["a", "b", "c", "d"], _won.Select(w => w.Who));
        Assert.Equal(_won.Select(w => w.Token).Order().Distinct(), _won.Select(w => w.Token));
        Assert.Empty(_store.Keys);
        // The leases that places were moved from end by themselves.
        RunMs(6_000);
        Assert.Equal(0, _store.Leases);
    }

    [Fact]
    public void Leadership_that_ends_wakes_only_the_next_one()
    {
        var (leader, _) = Campaign("leader");
        RunMs(500);
        for (var i = 0; i < 40; i++) Campaign($"w{i}");
        RunMs(500);
        var before = _store.Requests;
        Dispose(leader);
        Assert.True(_world.RunUntil(() => _won.Count == 2, _world.NowUs + 300_000), "nobody leads");

        // The end of the old lease, the winner's look, new lease and move; a few of the others renew by the way. A herd would be 120 and more.
        Assert.InRange(_store.Requests - before, 4, 40);
    }

    [Fact]
    public void Leader_cut_off_from_the_store_stops_before_its_lease_can_end()
    {
        var (leader, process) = Campaign("a");
        RunMs(1_000);
        Campaign("b");
        RunMs(1_000);
        var term = leader().Term!;
        var endedUs = 0L;
        term.Lost.Register(() => endedUs = _world.NowUs);
        process.CutOffUntilUs = long.MaxValue;
        var cutUs = _world.NowUs;
        Assert.True(_world.RunUntil(() => endedUs > 0, cutUs + 10_000_000), "it never stopped");

        Assert.False(term.Holds);
        Assert.False(leader().IsLeader);
        Assert.InRange(endedUs - cutUs, 0, 4_500_000);
        Assert.Equal(term.Token, _store.First("elections/jobs/")!.CreateRevision);
        Assert.True(_world.RunUntil(() => _won.Count == 2, cutUs + 7_000_000), "b never led");
    }

    [Fact]
    public void Leader_paused_longer_than_its_lease_does_not_lead_at_the_first_look_after_it()
    {
        var (leader, process) = Campaign("a");
        RunMs(1_000);
        var term = leader().Term!;
        process.Pause(60_000_000);
        RunMs(4_900);

        // Nothing of the process has run: no timer has fired, nobody was told. Only the clock says so.
        Assert.False(term.Lost.IsCancellationRequested);
        Assert.False(term.Holds);
        Assert.False(leader().IsLeader);
        Assert.Equal(TimeSpan.Zero, term.Left);
    }

    [Fact]
    public void Leader_whose_key_was_deleted_by_hand_gives_up_and_leads_again_with_a_greater_token()
    {
        var (leader, _) = Campaign("a");
        RunMs(1_000);
        var first = leader().Term!;
        _store.Commit(new Transaction { Then = [Operation.DeletePrefix("elections/jobs/")] });
        RunMs(5_000);

        Assert.True(first.Lost.IsCancellationRequested);
        Assert.True(leader().IsLeader);
        Assert.True(leader().Term!.Token > first.Token);
    }

    [Fact]
    public void Leadership_of_a_candidate_that_is_there_already_waits_for_its_end_and_says_so()
    {
        var (first, process) = Campaign("a");
        RunMs(1_000);
        var (second, _) = Campaign("a");
        RunMs(1_000);
        Assert.False(second().IsLeader);
        Assert.Contains("already", second().Problem, StringComparison.Ordinal);
        process.Kill();
        RunMs(10_000);

        Assert.True(second().IsLeader);
        Assert.Null(second().Problem);
        Assert.True(second().Term!.Token > first().Term!.Token);
    }

    [Fact]
    public void Leadership_through_an_outage_shorter_than_its_deadline_keeps_its_term()
    {
        var (leader, _) = Campaign("a");
        RunMs(1_000);
        for (var i = 0; i < 10; i++)
        {
            _store.Down = true;
            RunMs(2_000);
            _store.Down = false;
            RunMs(4_000);
        }

        Assert.True(leader().IsLeader);
        Assert.Single(_won);
    }

    [Fact]
    public void Leader_whose_lost_handler_throws_still_leaves()
    {
        var (leader, _) = Campaign("a");
        RunMs(1_000);
        leader().Term!.Lost.Register(() => throw new InvalidOperationException("a handler's fault"));
        Dispose(leader);
        RunMs(1_000);

        Assert.Equal(0, _store.Leases);
    }

    [Fact]
    public void Leader_whose_won_handler_throws_goes_on_leading_and_says_so_in_the_log()
    {
        var log = new CapturedLog();
        var (leader, process) = Campaign("a", log, _ => throw new InvalidOperationException("a handler's fault"));
        RunMs(60_000);

        Assert.True(leader().IsLeader);
        Assert.Contains("jobs", log.TextOf("handler-fault"));
        Assert.Single(_won);
    }

    [Fact]
    public void Problem_of_a_leader_is_gone_when_it_could_renew_again()
    {
        var (leader, _) = Campaign("a");
        RunMs(1_000);
        _store.Down = true;
        RunMs(2_500);
        Assert.NotNull(leader().Problem);
        _store.Down = false;
        RunMs(2_000);

        Assert.True(leader().IsLeader);
        Assert.Null(leader().Problem);
    }

    [Fact]
    public void Term_guard_holds_at_the_store_while_leading_and_not_after()
    {
        var (leader, _) = Campaign("a");
        RunMs(1_000);
        var write = new Transaction { When = [leader().Term!.Guard], Then = [Operation.Put("data", default)] };
        Assert.True(_store.Commit(write).Succeeded);
        Dispose(leader);
        RunMs(1_000);

        Assert.False(_store.Commit(write).Succeeded);
    }

    private (Func<Leadership> Leadership, SimProcess Process) Campaign(string name, CapturedLog? log = null, Action<LeadershipTerm>? handler = null)
    {
        var process = new SimProcess(_world, name, 1);
        Leadership? leadership = null;
        process.Do(() =>
        {
            leadership = Leadership.Start(new SimCoordinator(process, _store, _faults), new LeadershipOptions { Election = "jobs", Candidate = name, Ttl = Ttl, Log = log });
            leadership.Won += handler;
            leadership.Won += term => _won.Add((name, term.Token));
            _owners[leadership] = process;
        });
        return (() => leadership!, process);
    }

    private readonly Dictionary<Leadership, SimProcess> _owners = [];

    private void Dispose(Func<Leadership> leadership) => _owners[leadership()].Do(() => _ = leadership().DisposeAsync().AsTask());

    private void Expire() => _world.After(100_000, null, () =>
    {
        _store.Expire();
        Expire();
    });

    private void RunMs(long ms) => _world.RunTo(_world.NowUs + ms * 1000);
}
