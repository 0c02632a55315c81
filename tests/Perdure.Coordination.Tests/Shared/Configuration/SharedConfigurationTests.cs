using Perdure.Coordination.Shared;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared.Configuration;

public sealed class SharedConfigurationTests : IAsyncLifetime
{
    private const string Text = "# ä \"quoted\" <b> \\ \nlisteners:\n  - address: ${ADDRESS}\n";

    private readonly SharedFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Applied_text_is_in_force_on_all_nodes_as_it_was_given()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        Assert.Null(a.State.Configuration.TargetFor("a"));
        Assert.Equal(new ApplyOutcome(1, Changed: true), await a.State.Configuration.ApplyAsync(Text, "ann", "first"));
        Assert.Equal(Text, a.State.Configuration.Current!.Text);
        await Eventually.Holds(() => b.State.Configuration.TargetFor("b")?.Text == Text, "b follows");
        var there = b.State.Configuration.Current!;
        Assert.Equal((1L, "ann", "first", 64), (there.Version, there.By, there.Comment, there.Digest.Length));
    }

    [Fact]
    public async Task Same_text_again_makes_no_version()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Configuration.ApplyAsync(Text, "ann");
        Assert.Equal(new ApplyOutcome(1, Changed: false), await a.State.Configuration.ApplyAsync(Text, "bob"));
        Assert.Single(await a.State.Configuration.HistoryAsync());
    }

    [Fact]
    public async Task Expected_version_that_moved_is_a_conflict_that_names_the_newer_one()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Configuration.ApplyAsync("one", "ann", expectedVersion: 0);
        await a.State.Configuration.ApplyAsync("two", "bob", expectedVersion: 1);
        var conflict = await Assert.ThrowsAsync<ConflictException>(() => a.State.Configuration.ApplyAsync("three", "cid", expectedVersion: 1));
        Assert.Equal((2L, "bob"), (conflict.Version, conflict.By));
        Assert.Contains("bob has made version 2", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_that_apply_at_once_make_one_version_and_one_conflict()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        await a.State.Configuration.ApplyAsync("zero", "ann");
        // Bob gets in between what ann read and what she writes.
        a.Store.BeforeCommit = async _ =>
        {
            a.Store.BeforeCommit = null;
            await b.State.Configuration.ApplyAsync("bob's", "bob");
        };
        var conflict = await Assert.ThrowsAsync<ConflictException>(() => a.State.Configuration.ApplyAsync("ann's", "ann"));
        Assert.Equal((2L, "bob"), (conflict.Version, conflict.By));
        Assert.Equal(2, (await a.State.Configuration.HistoryAsync()).Count);
    }

    [Fact]
    public async Task Apply_whose_answer_is_lost_is_found_in_the_history()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Rates = new FaultRates { DoneButUnknown = 1 };
        Assert.Equal(new ApplyOutcome(1, Changed: true), await a.State.Configuration.ApplyAsync(Text, "ann"));
        a.Store.Rates = FaultRates.None;
        Assert.Single(await a.State.Configuration.HistoryAsync());
        await Eventually.Holds(() => a.State.Configuration.Current?.Text == Text, "a follows");
    }

    [Fact]
    public async Task Apply_whose_outcome_cannot_be_found_out_says_so()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var late = new TaskCompletionSource();
        a.Store.LateAfter = late.Task;
        a.Store.Rates = new FaultRates { DoneLaterAndUnknown = 1 };
        a.Store.OnUnknown = a.Store.Lose;
        var unknown = await Assert.ThrowsAsync<CoordinationException>(() => a.State.Configuration.ApplyAsync(Text, "ann"));
        Assert.Equal(CoordinationFailure.UnknownOutcome, unknown.Failure);
        Assert.Contains("version 1", unknown.Message, StringComparison.Ordinal);
        late.SetResult();
        a.Store.Rates = FaultRates.None;
        a.Store.Return();
        await Eventually.Holds(() => a.State.Configuration.Current?.Version == 1, "it was done after all");
    }

    [Fact]
    public async Task Apply_that_is_done_late_makes_one_version_only()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Rates = new FaultRates { DoneLaterAndUnknown = 1 };
        Assert.Equal(new ApplyOutcome(1, Changed: true), await a.State.Configuration.ApplyAsync(Text, "ann"));
        await Eventually.Holds(() => a.Store.Late == 0, "late writes are done");
        Assert.Single(await a.State.Configuration.HistoryAsync());
    }

    [Fact]
    public async Task Rollback_makes_a_new_version_that_names_what_it_goes_back_to()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        foreach (var text in (string[])["one", "two", "three"]) await a.State.Configuration.ApplyAsync(text, "ann");
        Assert.Equal(new ApplyOutcome(4, Changed: true), await a.State.Configuration.RollbackAsync(1, "bob"));
        Assert.Equal(("one", 1L, "bob"), (a.State.Configuration.Current!.Text, a.State.Configuration.Current.RollbackOf, a.State.Configuration.Current.By));
        Assert.Equal(5, (await a.State.Configuration.RollbackAsync(null, "bob")).Version);
        Assert.Equal("three", a.State.Configuration.Current!.Text);
        Assert.Equal(new ApplyOutcome(5, Changed: false), await a.State.Configuration.RollbackAsync(3, "bob"));
        var unknown = await Assert.ThrowsAsync<KeyNotFoundException>(() => a.State.Configuration.RollbackAsync(99, "bob"));
        Assert.Contains("99", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_sends_nodes_to_their_own_files_and_can_be_rolled_back()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        Assert.False((await a.State.Configuration.WithdrawAsync("ann")).Changed);
        await a.State.Configuration.ApplyAsync("one", "ann");
        Assert.Equal(new ApplyOutcome(2, Changed: true), await a.State.Configuration.WithdrawAsync("ann"));
        Assert.Null(a.State.Configuration.TargetFor("a"));
        Assert.True(a.State.Configuration.Latest!.Withdrawn);
        Assert.Equal(new ApplyOutcome(3, Changed: true), await a.State.Configuration.RollbackAsync(null, "ann"));
        Assert.Equal("one", a.State.Configuration.TargetFor("a")!.Text);
    }

    [Fact]
    public async Task History_keeps_the_last_fifty()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        for (var i = 1; i <= 53; i++) await a.State.Configuration.ApplyAsync($"text {i}", "ann");
        var history = await a.State.Configuration.HistoryAsync();
        Assert.Equal(Enumerable.Range(4, 50).Reverse().Select(v => (long)v), history.Select(h => h.Version));
        Assert.Null(await a.State.Configuration.FindAsync(3));
        Assert.Equal("text 4", (await a.State.Configuration.FindAsync(4))!.Text);
    }

    [Fact]
    public async Task Text_at_the_limit_is_taken_and_beyond_it_refused()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var longest = string.Concat(Enumerable.Repeat("key: \"ü ${VALUE}\" # comment\n", 40_000));
        longest = longest[..(SharedConfiguration.MaxTextBytes - 40_000)];
        await a.State.Configuration.ApplyAsync(longest, "ann");
        Assert.Equal(longest, a.State.Configuration.Current!.Text);
        await Assert.ThrowsAsync<ArgumentException>(() => a.State.Configuration.ApplyAsync(new string('x', SharedConfiguration.MaxTextBytes + 1), "ann"));
        var escaped = await Assert.ThrowsAsync<ArgumentException>(
            () => a.State.Configuration.ApplyAsync(new string('\n', SharedConfiguration.MaxTextBytes - 1) + "x", "ann"));
        Assert.Contains("escaped", escaped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staged_version_reaches_no_node_before_its_turn_and_holds_off_other_changes()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        await a.State.Configuration.ApplyAsync("one", "ann");
        await a.State.Configuration.ApplyAsync("two", "ann", staged: new RolloutOptions());
        await Eventually.Holds(() => b.State.Configuration.Current?.Text == "two", "b has heard of it");
        Assert.Equal("one", a.State.Configuration.TargetFor("a")!.Text);
        Assert.Equal("one", b.State.Configuration.TargetFor("b")!.Text);
        var conflict = await Assert.ThrowsAsync<ConflictException>(() => b.State.Configuration.ApplyAsync("three", "bob"));
        Assert.Contains("node by node", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await b.State.Configuration.StopRolloutAsync("bob")).Version);
        Assert.Equal((RolloutState.Stopped, "stopped by bob"), (b.State.Configuration.Rollout!.State, b.State.Configuration.Rollout.Reason));
        Assert.Equal(("one", 1L), (b.State.Configuration.TargetFor("b")!.Text, b.State.Configuration.Current!.RollbackOf));
        await Assert.ThrowsAsync<ConflictException>(() => b.State.Configuration.StopRolloutAsync("bob"));
    }

    [Fact]
    public async Task Rollback_in_a_staged_rollout_ends_it()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Configuration.ApplyAsync("one", "ann");
        await a.State.Configuration.ApplyAsync("two", "ann", staged: new RolloutOptions());
        await a.State.Configuration.RollbackAsync(null, "bob");
        Assert.Equal(RolloutState.Superseded, a.State.Configuration.Rollout!.State);
        Assert.Equal("one", a.State.Configuration.TargetFor("a")!.Text);
    }

    [Fact]
    public async Task Restart_in_an_outage_in_the_middle_of_a_rollout_keeps_the_node_where_it_was()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Configuration.ApplyAsync("one", "ann");
        await a.State.Configuration.ApplyAsync("two", "ann", staged: new RolloutOptions());
        a.Store.Lose();
        await a.RestartAsync();
        Assert.Equal("one", a.State.Configuration.TargetFor("a")!.Text);
        Assert.Equal("two", a.State.Configuration.Current!.Text);
    }

    [Fact]
    public async Task Text_that_is_missing_in_the_store_leaves_the_last_known_in_force()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Configuration.ApplyAsync("one", "ann");
        await _fixture.Store.CommitAsync(
            new Transaction { Then = [Operation.Put("state/configuration/current", """{"version":9,"by":"x","at":"2026-01-01T00:00:00Z","digest":"d"}"""u8.ToArray())] }, default);
        await Eventually.Holds(() => a.State.Problem?.Contains("Version 9", StringComparison.Ordinal) == true, "the problem is said");
        Assert.Equal("one", a.State.Configuration.TargetFor("a")!.Text);
    }

    [Fact]
    public async Task Report_is_seen_by_all_and_goes_away_with_its_lease()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        var lease = await _fixture.Store.GrantAsync(TimeSpan.FromSeconds(60), default);
        var report = new NodeReport { Version = 3, Ok = false, Error = "no such file", Requests = 10, Failed = 1 };
        Assert.False(await a.State.Configuration.ReportAsync(report, 0));
        Assert.True(await a.State.Configuration.ReportAsync(report, lease.Id));
        Assert.False(await a.State.Configuration.ReportAsync(report, lease.Id));
        await Eventually.Holds(() => b.State.Configuration.Reports.TryGetValue("a", out var r) && r.Error == "no such file", "b sees it");
        await _fixture.Store.RevokeAsync(lease.Id, default);
        await Eventually.Holds(() => b.State.Configuration.Reports.Count == 0, "it goes away");
        Assert.False(await a.State.Configuration.ReportAsync(report with { Version = 4 }, lease.Id));
    }
}
