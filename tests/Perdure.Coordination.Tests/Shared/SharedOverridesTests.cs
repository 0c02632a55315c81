using System.Text;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Shared;

public sealed class SharedOverridesTests : IAsyncLifetime
{
    private readonly SharedFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Override_is_changed_on_top_of_what_others_said()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var b = await _fixture.ReadyNodeAsync("b");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann");
        // b may not have heard of it yet: the guard makes it look again.
        await b.State.Overrides.SetAsync("shop", "s-1", o => o with { Breaker = BreakerHold.Open }, "bob");
        var there = b.State.Overrides.Find("shop", "s-1")!;
        Assert.Equal((true, false, BreakerHold.Open, "bob"), (there.Drained, there.Ejected, there.Breaker, there.By));
        await Eventually.Holds(() => a.State.Overrides.Find("shop", "s-1") == there, "a hears of it");
    }

    [Fact]
    public async Task Override_that_says_nothing_any_more_leaves_only_a_mark_that_expires()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = false }, "ann");
        Assert.Null(a.State.Overrides.Find("shop", "s-1"));
        Assert.Empty(a.State.Overrides.All);
        var mark = Assert.Single((await _fixture.Store.RangeAsync(RangeQuery.Under("state/overrides/"), default)).Entries);
        Assert.NotEqual(0, mark.Lease);
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann");
        Assert.Equal(0, (await _fixture.Store.RangeAsync(RangeQuery.Of(mark.Key), default)).First!.Lease);
    }

    [Fact]
    public async Task Override_of_an_instance_with_an_odd_name_is_kept_under_that_name()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Overrides.SetAsync("shop", "http://10.0.0.1:80/ä", o => o with { Ejected = true }, "ann");
        var b = await _fixture.ReadyNodeAsync("b");
        Assert.Equal("http://10.0.0.1:80/ä", Assert.Single(b.State.Overrides.All).Instance);
        Assert.NotNull(b.State.Overrides.Find("shop", "http://10.0.0.1:80/ä"));
    }

    [Fact]
    public async Task Override_of_an_instance_that_is_gone_is_kept_listed_and_can_be_cleared()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        await a.State.Overrides.SetAsync("shop", "s-1", o => o with { Drained = true }, "ann");
        await a.State.Overrides.SetAsync("shop", "gone", o => o with { Drained = true }, "ann");
        Assert.Equal("gone", Assert.Single(a.State.Overrides.Unused((_, instance) => instance == "s-1")).Instance);
        Assert.Equal(ChangeReach.Everywhere, await a.State.Overrides.ClearAsync("shop", "gone", "ann"));
        Assert.Equal("s-1", Assert.Single(a.State.Overrides.All).Instance);
    }

    [Fact]
    public async Task Overrides_beyond_the_limit_are_refused()
    {
        var a = await _fixture.ReadyNodeAsync("a");
        var value = Encoding.UTF8.GetBytes("""{"drained":true,"by":"x","at":"2026-01-01T00:00:00Z","id":"x"}""");
        var puts = Enumerable.Range(0, SharedOverrides.MaxOverrides).Select(i => Operation.Put($"state/overrides/shop/i{i}", value));
        foreach (var chunk in puts.Chunk(125)) await _fixture.Store.CommitAsync(new Transaction { Then = [.. chunk] }, default);
        await Eventually.Holds(() => a.State.Overrides.All.Count == SharedOverrides.MaxOverrides, "all overrides");
        var refused = await Assert.ThrowsAsync<CoordinationException>(
            () => a.State.Overrides.SetAsync("shop", "one-more", o => o with { Drained = true }, "ann"));
        Assert.Equal(CoordinationFailure.TooLarge, refused.Failure);
    }
}
