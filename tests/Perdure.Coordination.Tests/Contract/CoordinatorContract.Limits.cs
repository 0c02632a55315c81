using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>What is refused, whose a store is, and how calls end.</summary>
public abstract partial class CoordinatorContract
{
    [Fact]
    public async Task Longest_key_and_largest_value_are_taken()
    {
        var key = "t/" + new string('k', 510);
        var value = new byte[1 << 20];
        Array.Fill(value, (byte)7);
        await Store.CommitAsync(Then(Operation.Put(key, value)), None);
        Assert.Equal(value, (await GetAsync(key))!.Value.ToArray());
        Assert.Equal(key, await KeysAsync(RangeQuery.Under("t/k")));
    }

    [Fact]
    public async Task What_exceeds_a_limit_is_too_large_and_does_nothing()
    {
        var half = new byte[800_000];
        await FailsAsync(CoordinationFailure.TooLarge, () => PutAsync("t/" + new string('k', 511), "1"));
        await FailsAsync(CoordinationFailure.TooLarge, () => PutAsync("t/" + new string('ü', 256), "1"));
        await FailsAsync(CoordinationFailure.TooLarge, () => GetAsync("t/" + new string('k', 511)));
        await FailsAsync(CoordinationFailure.TooLarge, async () => await Store.CommitAsync(Then(Operation.Put("t/a", new byte[(1 << 20) + 1])), None));
        await FailsAsync(CoordinationFailure.TooLarge, async () => await Store.CommitAsync(Then(Operation.Put("t/a", half), Operation.Put("t/b", half)), None));
        var steps = Enumerable.Range(0, 129).Select(i => Put($"t/{i}", "1")).ToArray();
        await FailsAsync(CoordinationFailure.TooLarge, async () => await Store.CommitAsync(Then(steps), None));
        var guards = Enumerable.Range(0, 129).Select(i => Compare.Absent($"t/{i}")).ToArray();
        await FailsAsync(CoordinationFailure.TooLarge, async () => await Store.CommitAsync(new Transaction { When = [.. guards] }, None));
        Assert.Equal("", await KeysAsync(RangeQuery.Under("t/")));
    }

    [Fact]
    public async Task Transaction_of_the_largest_size_is_taken()
    {
        await Store.CommitAsync(Then([.. Enumerable.Range(0, 128).Select(i => Operation.Put($"t/{i:D3}", new byte[11_000]))]), None);
        Assert.Equal(128, (await Store.RangeAsync(RangeQuery.Under("t/"), None)).Entries.Length);
    }

    [Fact]
    public async Task Key_that_is_empty_or_no_text_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync("", "1"));
        await Assert.ThrowsAsync<ArgumentException>(() => GetAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync("t/\ud83d", "1"));
    }

    [Fact]
    public async Task Time_to_live_that_is_none_is_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GrantAsync(TimeSpan.Zero, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GrantAsync(TimeSpan.FromSeconds(-1), None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GrantAsync(TimeSpan.FromDays(2), None));
    }

    [Fact]
    public async Task Prefixes_of_one_store_see_nothing_of_each_other()
    {
        if (await NeighbourAsync() is not { } neighbour) return;
        await using (neighbour)
        {
            await ConnectedAsync(neighbour);
            await using var watch = new WatchReader(neighbour.WatchAsync(new WatchQuery { Key = "", Prefix = true }, None), Patience);
            await watch.BegunAsync();
            await PutAsync("t/a", "mine");
            await neighbour.CommitAsync(Then(Put("t/a", "theirs")), None);
            Assert.Equal("+t/a=theirs", await watch.TextAsync(1));
            Assert.Equal("mine", Text(await GetAsync("t/a")));
            Assert.Equal("perdure t/a", Keys(await neighbour.RangeAsync(RangeQuery.Under(""), None)));
            await neighbour.CommitAsync(Then(Operation.DeletePrefix("t/")), None);
            Assert.Equal("mine", Text(await GetAsync("t/a")));
        }
    }

    [Fact]
    public async Task Store_is_found_again_by_its_own_system()
    {
        await PutAsync("t/a", "1");
        if (await ReopenAsync(SystemName) is not { } again) return;
        await using (again)
        {
            await ConnectedAsync(again);
            Assert.Equal("1", Text((await again.RangeAsync(RangeQuery.Of("t/a"), None)).First));
        }
    }

    [Theory]
    [InlineData("another")]
    [InlineData("newer")]
    [InlineData("unmarked")]
    [InlineData("garbled")]
    public async Task Store_that_is_not_ours_is_refused(string what)
    {
        await PutAsync("t/a", "1");
        Operation[] spoil = what switch
        {
            "newer" => [Put("perdure", """{"system":"contract","format":99}""")],
            "unmarked" => [Operation.Delete("perdure")],
            "garbled" => [Put("perdure", "hello")],
            _ => [],
        };
        await Store.CommitAsync(Then(spoil), None);

        ICoordinator? foreign = null;
        var error = await Record.ExceptionAsync(async () =>
        {
            foreign = await ReopenAsync(what == "another" ? "another" : SystemName);
            if (foreign is null) return;
            await Eventually.Holds(() => foreign.Status.State == StoreState.Refused, "the store is refused");
            await foreign.CommitAsync(Then(Put("t/a", "2")), None);
        });
        if (foreign is null && error is null) return;
        if (foreign is not null) await foreign.DisposeAsync();
        var refused = Assert.IsType<CoordinationException>(error);
        Assert.Equal(CoordinationFailure.Incompatible, refused.Failure);
        Assert.Contains(what switch { "another" => "another", "newer" => "99", _ => "perdure" }, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_call_does_nothing_and_says_so()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.RangeAsync(RangeQuery.Of("t/a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Then(Put("t/a", "1")), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.GrantAsync(TimeSpan.FromSeconds(5), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.RenewAsync(1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.RevokeAsync(1, cancelled));
        Assert.Null(await GetAsync("t/a"));
    }

    [Fact]
    public async Task Disposed_coordinator_ends_watches_and_refuses_calls()
    {
        await using var watch = Watch("t/a");
        await watch.BegunAsync();
        await Store.DisposeAsync();
        await FailsAsync(CoordinationFailure.Closed, () => watch.Ended);
        await FailsAsync(CoordinationFailure.Closed, () => GetAsync("t/a"));
        await FailsAsync(CoordinationFailure.Closed, () => PutAsync("t/a", "1"));
        await FailsAsync(CoordinationFailure.Closed, async () => await Store.GrantAsync(TimeSpan.FromSeconds(5), None));
        await FailsAsync(CoordinationFailure.Closed, async () => await Store.RenewAsync(1, None));
        await FailsAsync(CoordinationFailure.Closed, async () => await Store.RevokeAsync(1, None));
        await using var late = Watch("t/a");
        await FailsAsync(CoordinationFailure.Closed, () => late.Ended);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Status_says_which_engine_and_where()
    {
        // A slow answer of etcd may have made it lost for a moment.
        await Eventually.Holds(() => Store.Status is { State: StoreState.Connected, Problem: null }, "the store is connected and has no problem");
        var status = Store.Status;
        Assert.Contains(status.Engine, new[] { "embedded", "etcd" });
        Assert.NotEmpty(status.Location);
        Assert.True(status.Since > DateTimeOffset.UnixEpoch);
    }
}
