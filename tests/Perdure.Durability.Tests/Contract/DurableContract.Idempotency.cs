using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    private static readonly IdempotencyKey Key = new("caller", "key");
    private static readonly byte[] Print = [1, 2, 3];

    private async Task<IdempotencyBegin> BeginAsync(IdempotencyKey? key = null, byte[]? print = null) => await Requests.BeginAsync(key ?? Key, print ?? Print, Lease, None);

    [Fact]
    public async Task Request_is_begun_once_and_answered_again()
    {
        var begun = await BeginAsync();
        Assert.Equal(IdempotencyState.Started, begun.State);
        Assert.Equal(NowMs + 30_000 + 3_600_000, begun.ExpiresAtMs);
        Assert.Equal(IdempotencyState.InFlight, (await BeginAsync()).State);
        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(print: [9])).State);
        Assert.Equal(IdempotencyState.Started, (await BeginAsync(new IdempotencyKey("another", "key"))).State);
        Assert.False(await Requests.FinishAsync(Key, begun.Token + 1_000, Bytes("no"), None));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Requests.FinishAsync(Key, begun.Token, Bytes("answer"), None));
        await ReopenAsync();
        var replay = await BeginAsync();
        Assert.Equal((IdempotencyState.Replay, "answer", NowMs + 3_600_000), (replay.State, Text(replay.Answer), replay.ExpiresAtMs));
        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(print: [9])).State);
        Assert.True(await Requests.FinishAsync(Key, begun.Token, Bytes("other"), None));
        Assert.Equal("answer", Text((await BeginAsync()).Answer));
        Assert.False(await Requests.AbandonAsync(Key, begun.Token, None));
        Assert.False(await Requests.SettleAsync(Key, begun.Token, null, None));
        Assert.False(await Requests.ExtendAsync(Key, begun.Token, Lease, None));
    }

    [Fact]
    public async Task Abandoned_request_frees_the_key_and_its_token()
    {
        var first = await BeginAsync();
        Assert.True(await Requests.AbandonAsync(Key, first.Token, None));
        Assert.False(await Requests.AbandonAsync(Key, first.Token, None));
        Assert.Null(await Requests.GetAsync(Key, None));
        var second = await BeginAsync(print: [9]);
        Assert.Equal(IdempotencyState.Started, second.State);
        Assert.True(second.Token > first.Token);
        Assert.False(await Requests.FinishAsync(Key, first.Token, Bytes("late"), None));
        Assert.True(await Requests.FinishAsync(Key, second.Token, Bytes("right"), None));
    }

    [Fact]
    public async Task Request_whose_holder_died_is_unknown_until_it_is_settled()
    {
        var begun = await BeginAsync();
        Assert.False(await Requests.SettleAsync(Key, begun.Token, null, None));
        Time.Advance(Lease);
        var unknown = await BeginAsync();
        Assert.Equal((IdempotencyState.Unknown, begun.Token), (unknown.State, unknown.Token));
        Assert.Equal(IdempotencyState.Unknown, (await BeginAsync()).State);
        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(print: [9])).State);
        Assert.Equal(IdempotencyState.Unknown, (await Requests.GetAsync(Key, None))!.State);
        Assert.False(await Requests.ExtendAsync(Key, begun.Token, Lease, None));
        Assert.False(await Requests.SettleAsync(Key, unknown.Token + 1_000, null, None));
        Assert.True(await Requests.SettleAsync(Key, unknown.Token, Bytes("it was done"), None));
        Assert.Equal("it was done", Text((await BeginAsync()).Answer));
    }

    [Fact]
    public async Task Unknown_request_that_took_no_effect_is_settled_free()
    {
        var begun = await BeginAsync();
        Time.Advance(Lease);
        Assert.True(await Requests.SettleAsync(Key, begun.Token, null, None));
        Assert.False(await Requests.FinishAsync(Key, begun.Token, Bytes("late"), None));
        Assert.Equal(IdempotencyState.Started, (await BeginAsync()).State);
    }

    [Fact]
    public async Task Slow_holder_may_still_finish_what_nobody_settled()
    {
        var begun = await BeginAsync();
        Time.Advance(Lease);
        Assert.True(await Requests.FinishAsync(Key, begun.Token, Bytes("late"), None));
        Assert.Equal("late", Text((await BeginAsync()).Answer));
    }

    [Fact]
    public async Task Extended_request_stays_in_flight()
    {
        var begun = await BeginAsync();
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.True(await Requests.ExtendAsync(Key, begun.Token, Lease, None));
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(IdempotencyState.InFlight, (await BeginAsync()).State);
        var record = (await Requests.GetAsync(Key, None))!;
        Assert.Equal((IdempotencyState.InFlight, begun.Token, NowMs + 1 + 3_600_000), (record.State, record.Token, record.ExpiresAtMs));
        Assert.Equal(Print, record.Fingerprint);
    }

    [Fact]
    public async Task Expired_record_is_as_if_it_had_never_been()
    {
        var begun = await BeginAsync();
        await Requests.FinishAsync(Key, begun.Token, Bytes("a"), None);
        Time.Advance(Options.IdempotencyRetention);
        Assert.Null(await Requests.GetAsync(Key, None));
        Assert.False(await Requests.FinishAsync(Key, begun.Token, Bytes("b"), None));
        Assert.Equal(1, await Requests.CountAsync(None));
        Assert.Equal(IdempotencyState.Started, (await BeginAsync(print: [9])).State);
        Assert.Equal(1, await Requests.CountAsync(None));
    }

    [Fact]
    public async Task Record_is_kept_for_its_own_retention_whatever_becomes_of_it()
    {
        var own = TimeSpan.FromMinutes(2);
        var begun = await Requests.BeginAsync(Key, Print, Lease, own, None);
        Assert.Equal(NowMs + 30_000 + 120_000, begun.ExpiresAtMs);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Requests.ExtendAsync(Key, begun.Token, Lease, None));
        Assert.Equal(NowMs + 30_000 + 120_000, (await BeginAsync()).ExpiresAtMs);
        await Requests.FinishAsync(Key, begun.Token, Bytes("a"), None);
        Assert.Equal(NowMs + 120_000, (await BeginAsync()).ExpiresAtMs);
        Time.Advance(own);
        var again = await Requests.BeginAsync(Key, Print, Lease, own, None);
        Time.Advance(Lease);
        Assert.True(await Requests.SettleAsync(Key, again.Token, Bytes("b"), None));
        Assert.Equal(NowMs + 120_000, (await BeginAsync()).ExpiresAtMs);
        await FailsAsync(DurabilityFailure.Invalid, () => Requests.BeginAsync(Key, Print, Lease, TimeSpan.FromMilliseconds(1), None).AsTask());
    }

    [Fact]
    public async Task Too_many_records_are_refused_until_some_are_swept()
    {
        for (var i = 0; i < 5; i++)
        {
            var key = new IdempotencyKey("c", $"{i}");
            await Requests.FinishAsync(key, (await BeginAsync(key)).Token, default, None);
        }

        await FailsAsync(DurabilityFailure.Full, () => BeginAsync());
        Assert.Equal(IdempotencyState.Replay, (await BeginAsync(new IdempotencyKey("c", "3"))).State);
        Time.Advance(Options.IdempotencyRetention);
        Assert.Equal(2, (await Store.SweepAsync(2, None)).Records);
        Assert.Equal(3, await Requests.CountAsync(None));
        await BeginAsync();
        Assert.Equal(3, (await Store.SweepAsync(100, None)).Records);
        Assert.Equal(1, await Requests.CountAsync(None));
    }

    [Fact]
    public async Task Many_at_once_begin_a_request_once()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => BeginAsync())));
        Assert.Single(begun, begin => begin.State == IdempotencyState.Started);
        Assert.Equal(199, begun.Count(begin => begin.State == IdempotencyState.InFlight));
    }
}
