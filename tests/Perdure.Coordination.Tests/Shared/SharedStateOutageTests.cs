using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

public sealed class SharedStateOutageTests : IAsyncLifetime
{
    private readonly SharedFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Change_while_the_store_is_lost_holds_here_and_everywhere_when_it_returns()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        a.Store.Lose();
        Assert.Equal(ChangeReach.HereForNow, await a.State.Flags.SetAsync("f", FlagSetting.On, "ann"));
        Assert.Equal(ChangeReach.HereForNow, await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann"));
        Assert.Equal(ChangeReach.HereForNow, a.State.Flags.Current["f"].Reach);
        Assert.True(a.State.Overrides.Find("shop", "s-1")!.Drained);
        Assert.Equal(2, a.State.PendingChanges);
        Assert.False(a.State.Fresh);
        Assert.Empty(b.State.Flags.Current);
        a.Store.Return();
        await Eventually.Holds(() => b.State.Flags.Current.ContainsKey("f") && b.State.Overrides.Find("shop", "s-1") is { Drained: true }, "b hears of it");
        await a.HeardAsync();
        Assert.Equal(ChangeReach.Everywhere, a.State.Flags.Current["f"].Reach);
    }

    [Fact]
    public async Task Change_that_somebody_else_overtook_is_given_up_and_logged_with_both_values()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        await b.State.Flags.SetAsync("f", new FlagSetting(10), "bob");
        await Eventually.Holds(() => a.State.Flags.Current.ContainsKey("f"), "a knows the flag");
        a.Store.Lose();
        await a.State.Flags.SetAsync("f", new FlagSetting(77), "ann");
        await b.State.Flags.SetAsync("f", new FlagSetting(33), "bob");
        a.Store.Return();
        await Eventually.Holds(() => a.State.Flags.Current["f"].Setting.Percent == 33, "the store's value holds");
        await a.HeardAsync();
        var said = a.Log.TextOf("given-up");
        Assert.Contains("\"percent\":77", said, StringComparison.Ordinal);
        Assert.Contains("\"percent\":33", said, StringComparison.Ordinal);
        Assert.Equal(33, b.State.Flags.Current["f"].Setting.Percent);
    }

    [Fact]
    public async Task Several_changes_of_one_thing_in_one_outage_become_the_last_one()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Lose();
        for (var percent = 1; percent <= 5; percent++) await a.State.Flags.SetAsync("f", new FlagSetting(percent), "ann");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Ejected = true }, "ann");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = false }, "ann");
        a.Store.Return();
        await a.HeardAsync();
        Assert.Equal(5, a.State.Flags.Current["f"].Setting.Percent);
        var said = a.State.Overrides.Find("shop", "s-1")!;
        Assert.Equal((false, true), (said.Drained, said.Ejected));
        Assert.Null(a.Log.TextOf("given-up"));
        Assert.Equal(1, (await _fixture.Store.RangeAsync(RangeQuery.Of("state/flags/f"), default)).First!.Version);
    }

    [Fact]
    public async Task Change_that_was_set_and_taken_back_in_one_outage_is_not_set()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Lose();
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        await a.State.Flags.ClearAsync("f", "ann");
        Assert.Empty(a.State.Flags.Current);
        a.Store.Return();
        await a.HeardAsync();
        var b = await _fixture.ReadyNodeAsync("b");
        Assert.Empty(b.State.Flags.Current);
        Assert.Null(a.Log.TextOf("given-up"));
    }

    [Fact]
    public async Task Change_of_something_that_others_set_and_cleared_meanwhile_is_given_up()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        a.Store.Lose();
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        await b.State.Flags.SetAsync("f", FlagSetting.On, "bob");
        await b.State.Flags.ClearAsync("f", "bob");
        a.Store.Return();
        await a.HeardAsync();
        Assert.Empty(a.State.Flags.Current);
        Assert.NotNull(a.Log.TextOf("given-up"));
    }

    [Fact]
    public async Task Store_lost_in_the_middle_of_a_write_keeps_the_change_and_does_not_do_it_twice()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var late = new TaskCompletionSource();
        a.Store.LateAfter = late.Task;
        a.Store.Rates = new FaultRates { DoneLaterAndUnknown = 1 };
        a.Store.OnUnknown = a.Store.Lose;
        Assert.Equal(ChangeReach.HereForNow, await a.State.Flags.SetAsync("f", FlagSetting.On, "ann"));
        Assert.Equal(100, a.State.Flags.Current["f"].Setting.Percent);
        // Changed once more, while the first may be done any moment.
        await a.State.Flags.SetAsync("f", new FlagSetting(40), "ann");
        late.SetResult();
        await Eventually.Holds(() => a.Store.Late == 0, "the late write is done");
        a.Store.Rates = FaultRates.None;
        a.Store.Return();
        await a.HeardAsync();
        Assert.Equal(40, a.State.Flags.Current["f"].Setting.Percent);
        Assert.Null(a.Log.TextOf("given-up"));
    }

    [Fact]
    public async Task Restart_in_an_outage_knows_everything_and_what_is_pending()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Flags.SetAsync("known", new FlagSetting(30), "ann");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Breaker = BreakerHold.Open }, "ann");
        await a.State.Configuration.ApplyAsync("listeners: ${PORT}\n", "ann");
        a.Store.Lose();
        await a.State.Flags.SetAsync("pending", FlagSetting.On, "ann");
        await a.State.Flags.ClearAsync("known", "ann");
        await a.RestartAsync();
        Assert.Equal(["pending"], a.State.Flags.Current.Keys);
        Assert.Equal(BreakerHold.Open, a.State.Overrides.Find("shop", "s-1")!.Breaker);
        Assert.Equal("listeners: ${PORT}\n", a.State.Configuration.Current!.Text);
        Assert.Equal(1, a.State.Configuration.TargetFor("a")!.Version);
        Assert.Equal(2, a.State.PendingChanges);
        a.Store.Return();
        await a.HeardAsync();
        var b = await _fixture.ReadyNodeAsync("b");
        Assert.Equal(["pending"], b.State.Flags.Current.Keys);
    }

    [Fact]
    public async Task Pending_change_of_a_node_that_was_killed_is_in_its_file()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Lose();
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        // As a kill would leave it: the file as it stands at the moment of the answer.
        File.Copy(a.File, Path.Combine(_fixture.Directory, "b.state"));
        var b = _fixture.Node("b");
        Assert.True(b.State.Flags.Current.ContainsKey("f"));
        await Eventually.Holds(() => b.State is { Fresh: true, PendingChanges: 0 }, "b writes it back");
        Assert.NotNull((await _fixture.Store.RangeAsync(RangeQuery.Of("state/flags/f"), default)).First);
    }

    [Fact]
    public async Task What_was_deleted_while_a_node_was_down_is_gone_after_its_start()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Flags.SetAsync("f", FlagSetting.On, "ann");
        await a.State.DisposeAsync();
        await _fixture.Store.CommitAsync(new Transaction { Then = [Operation.Delete("state/flags/f")] }, default);
        a.Store.Lose();
        a.Begin();
        Assert.True(a.State.Flags.Current.ContainsKey("f"));
        a.Store.Return();
        await Eventually.Holds(() => a.State.Flags.Current.Count == 0, "the flag goes away");
    }

    [Fact]
    public async Task Configuration_is_not_changed_while_the_store_is_lost()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Lose();
        var refused = await Assert.ThrowsAsync<CoordinationException>(() => a.State.Configuration.ApplyAsync("text", "ann"));
        Assert.Equal(CoordinationFailure.Unavailable, refused.Failure);
        Assert.Contains("lost", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CoordinationException>(() => a.State.Configuration.RollbackAsync(null, "ann"));
        await Assert.ThrowsAsync<CoordinationException>(() => a.State.Configuration.WithdrawAsync("ann"));
        await Assert.ThrowsAsync<CoordinationException>(() => a.State.Configuration.StopRolloutAsync("ann"));
    }
}
