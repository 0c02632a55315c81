using System.Text;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

public sealed class SharedFlagsTests : IAsyncLifetime
{
    private readonly SharedFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Flag_set_on_one_node_holds_there_at_once_and_on_the_others_soon()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        Assert.Equal(ChangeReach.Everywhere, await a.State.Flags.SetAsync("new-checkout", new FlagSetting(25), "ann"));
        var here = a.State.Flags.Current["new-checkout"];
        Assert.Equal((25, "ann", ChangeReach.Everywhere), (here.Setting.Percent, here.By, here.Reach));
        await Eventually.Holds(() => b.State.Flags.Current.TryGetValue("new-checkout", out var there) && there == here, "b hears of it");
        Assert.Equal(ChangeReach.Everywhere, await b.State.Flags.ClearAsync("new-checkout", "bob"));
        Assert.Empty(b.State.Flags.Current);
        await Eventually.Holds(() => a.State.Flags.Current.Count == 0, "a hears that it was cleared");
    }

    [Theory]
    [InlineData("", 50)]
    [InlineData("with space", 50)]
    [InlineData("slash/es", 50)]
    [InlineData("good", 101)]
    [InlineData("good", -1)]
    public async Task Flag_out_of_range_is_refused(string name, int percent)
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await Assert.ThrowsAsync<ArgumentException>(() => a.State.Flags.SetAsync(name, new FlagSetting(percent), "ann"));
        Assert.Empty(a.State.Flags.Current);
    }

    [Fact]
    public async Task Flag_beyond_the_limit_is_refused_and_those_there_can_still_be_changed()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var puts = Enumerable.Range(0, SharedFlags.MaxFlags)
            .Select(i => Operation.Put($"state/flags/f{i}", Encoding.UTF8.GetBytes("""{"percent":1,"by":"x","at":"2026-01-01T00:00:00Z","id":"x"}""")));
        foreach (var chunk in puts.Chunk(100)) await _fixture.Store.CommitAsync(new Transaction { Then = [.. chunk] }, default);
        await Eventually.Holds(() => a.State.Flags.Current.Count == SharedFlags.MaxFlags, "all flags");
        var refused = await Assert.ThrowsAsync<CoordinationException>(() => a.State.Flags.SetAsync("one-more", FlagSetting.On, "ann"));
        Assert.Equal(CoordinationFailure.TooLarge, refused.Failure);
        Assert.Contains("Clear flags", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ChangeReach.Everywhere, await a.State.Flags.SetAsync("f7", FlagSetting.On, "ann"));
    }

    [Fact]
    public async Task Flag_that_nobody_can_read_is_left_out()
    {
        await _fixture.Store.CommitAsync(new Transaction { Then = [Operation.Put("state/flags/odd", "not json"u8.ToArray())] }, default);
        var a = await _fixture.ReadyNodeAsync("a");
        Assert.Empty(a.State.Flags.Current);
        Assert.Equal(ChangeReach.Everywhere, await a.State.Flags.SetAsync("odd", FlagSetting.On, "ann"));
        Assert.Equal(100, a.State.Flags.Current["odd"].Setting.Percent);
    }

    [Fact]
    public async Task Write_whose_answer_is_lost_is_looked_for_and_not_done_twice()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Rates = new FaultRates { DoneButUnknown = 1 };
        Assert.Equal(ChangeReach.Everywhere, await a.State.Flags.SetAsync("f", FlagSetting.On, "ann"));
        var entry = (await _fixture.Store.RangeAsync(RangeQuery.Of("state/flags/f"), default)).First!;
        Assert.Equal(1, entry.Version);
    }

    [Fact]
    public async Task Write_that_was_lost_on_the_way_is_done_under_the_same_guard()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        a.Store.Rates = new FaultRates { NotDoneAndUnknown = 1 };
        a.Store.BeforeCommit = _ =>
        {
            // The first is lost, the second arrives.
            a.Store.BeforeCommit = _ =>
            {
                a.Store.Rates = FaultRates.None;
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        };
        Assert.Equal(ChangeReach.Everywhere, await a.State.Flags.SetAsync("f", FlagSetting.On, "ann"));
        Assert.Equal(1, (await _fixture.Store.RangeAsync(RangeQuery.Of("state/flags/f"), default)).First!.Version);
    }
}
