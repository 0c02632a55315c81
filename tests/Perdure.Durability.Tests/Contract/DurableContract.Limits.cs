using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a/b")]
    public async Task Queue_with_a_wrong_name_is_refused(string name)
    {
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", name));
        await FailsAsync(DurabilityFailure.Invalid, () => ClaimAsync(1, name));
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused()
    {
        var claim = new JobClaim("00000000000000000000000000000000", 1);
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", new string('a', 129)));
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", group: ""));
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", group: new string('ä', 257)));
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", dedupe: "a\0b"));
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", dedupe: "\uD800"));
        await FailsAsync(DurabilityFailure.Invalid, () => EnqueueAsync("p", notBeforeMs: -1));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Jobs.EnqueueAsync([], None));
        await FailsAsync(DurabilityFailure.Invalid, () => ClaimAsync(0));
        await FailsAsync(DurabilityFailure.Invalid, () => ClaimAsync(1_001));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Jobs.ClaimAsync("q", 1, TimeSpan.FromMilliseconds(99), "w", None));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Jobs.ClaimAsync("q", 1, Lease, "", None));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Jobs.FailAsync(claim, "x", long.MaxValue, None));
        await FailsAsync(DurabilityFailure.Invalid, () => BeginAsync(new IdempotencyKey("", "k")));
        await FailsAsync(DurabilityFailure.Invalid, () => BeginAsync(print: []));
        await FailsAsync(DurabilityFailure.Invalid, () => PutAsync("x", fence: 0));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Store.SweepAsync(0, None));
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_the_largest_is_kept()
    {
        var (largest, larger) = (new byte[1 << 20], new byte[(1 << 20) + 1]);
        new Random(1).NextBytes(largest);
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = larger }], None));
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Jobs.EnqueueAsync([.. Enumerable.Repeat(new NewJob { Queue = "q", Payload = largest }, 17)], None));
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Jobs.EnqueueAsync([NewJob("p") with { Headers = [new("h", new string('x', 16 << 10))] }], None));
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Checkpoints.PutAsync("job", larger, CheckpointCondition.Any, null, None));
        await Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = largest }], None);
        var job = await ClaimOneAsync();
        Assert.True(job.Payload.Span.SequenceEqual(largest));
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Jobs.CompleteAsync(job.Claim, larger, None));
        Assert.True(await Jobs.CompleteAsync(job.Claim, largest, None));
        Assert.True((await Jobs.GetAsync(job.Claim.Id, None))!.Result.Span.SequenceEqual(largest));
        await Checkpoints.PutAsync("job", largest, CheckpointCondition.Any, null, None);
        Assert.True((await Checkpoints.GetAsync("job", null, None))!.Data.Span.SequenceEqual(largest));
        var begun = await BeginAsync();
        await FailsAsync(DurabilityFailure.TooLarge, async () => await Requests.FinishAsync(Key, begun.Token, new byte[StoreLimits.AnswerBytesMax + 1], None));
        Assert.True(await Requests.FinishAsync(Key, begun.Token, new byte[StoreLimits.AnswerBytesMax], None));
    }

    [Fact]
    public async Task Claim_takes_no_more_than_a_batch_of_bytes()
    {
        var payload = new byte[1 << 20];
        for (var i = 0; i < 2; i++) await Jobs.EnqueueAsync([.. Enumerable.Repeat(new NewJob { Queue = "q", Payload = payload }, 10)], None);
        Assert.InRange((await ClaimAsync()).Count, 1, 16);
        Assert.NotEmpty(await ClaimAsync());
    }

    [Fact]
    public async Task Long_error_is_cut()
    {
        var id = await EnqueueAsync("p");
        await Jobs.FailAsync((await ClaimOneAsync()).Claim, new string('x', 5_000), null, None);
        Assert.Equal(StoreLimits.ErrorCharsMax, (await InfoAsync(id)).LastError!.Length);
    }

    [Fact]
    public async Task Empty_contents_are_kept_as_empty()
    {
        var id = await EnqueueAsync("");
        Assert.Equal(0, (await ClaimOneAsync()).Payload.Length);
        Assert.Equal(0, (await Jobs.GetAsync(id, None))!.Payload.Length);
        await PutAsync("");
        Assert.Equal("", await CurrentAsync());
        await Requests.FinishAsync(Key, (await BeginAsync()).Token, default, None);
        Assert.Equal(IdempotencyState.Replay, (await BeginAsync()).State);
    }

    [Fact]
    public async Task Closed_store_does_nothing_more()
    {
        await Store.DisposeAsync();
        await FailsAsync(DurabilityFailure.Closed, () => EnqueueAsync("p"));
        await FailsAsync(DurabilityFailure.Closed, async () => await Jobs.QueuesAsync(None));
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Cancelled_call_is_not_done()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Jobs.EnqueueAsync([NewJob("p")], cancelled.Token));
        Assert.Empty(await ClaimAsync());
    }
}
