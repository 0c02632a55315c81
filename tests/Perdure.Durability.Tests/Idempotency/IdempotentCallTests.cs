using Perdure.Durability.Idempotency;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Idempotency;

public sealed class IdempotentCallTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly IdempotencyKey Key = new("caller", "key");
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDurableStore _store;
    private int _done;

    public IdempotentCallTests() => _store = SqliteDurableStore.Open(_folder.File("durable.db"), Patient.Options);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Thousand_duplicates_at_once_are_done_once_and_all_get_the_answer()
    {
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, Patient.For);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => RunAsync(call, TimeSpan.FromMinutes(5), [7]))));
        Assert.Equal(1, _done);
        Assert.Single(answers, answer => answer.State == IdempotencyState.Started);
        Assert.All(answers, answer => Assert.Equal(7, answer.Answer.Span[0]));
    }

    [Fact]
    public async Task Work_that_sent_nothing_frees_the_key()
    {
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, Patient.For);
        Assert.Equal(IdempotencyState.Started, (await RunAsync(call, TimeSpan.Zero, null)).State);
        Assert.Equal(IdempotencyState.Started, (await RunAsync(call, TimeSpan.Zero, [1])).State);
        Assert.Equal(IdempotencyState.Replay, (await RunAsync(call, TimeSpan.Zero, [2])).State);
    }

    [Fact]
    public async Task Work_that_broke_leaves_the_request_unknown()
    {
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<IOException>(() => call.RunAsync(Key, new byte[] { 1 }, TimeSpan.Zero, _ => throw new IOException("cut off"), None));
        await Eventually.Holds(async () => (await RunAsync(call, TimeSpan.Zero, [1])).State == IdempotencyState.Unknown, "it is unknown");
        Assert.Equal(0, _done);
    }

    [Fact]
    public async Task Long_work_stays_in_flight()
    {
        // The call's clock has one timer, that of the renewal; the store's moves with it.
        var (clock, storeClock, lease) = (new ManualTime(), new ManualTime(), TimeSpan.FromSeconds(30));
        await using var store = SqliteDurableStore.Open(_folder.File("long.db"), Patient.Options with { Clock = storeClock });
        var call = new IdempotentCall(store.Idempotency, clock, lease);
        using var goOn = new SemaphoreSlim(0);
        var first = call.RunAsync(
            Key,
            new byte[] { 1 },
            TimeSpan.Zero,
            async _ =>
            {
                await goOn.WaitAsync();
                return [9];
            },
            None);
        // For twice its lease.
        for (var i = 0; i < 6; i++)
        {
            await Eventually.Holds(() => clock.Waiting == 1, "the renewal waits for its time");
            var until = await ExpiresAtAsync();
            storeClock.Advance(lease / 3);
            clock.Advance(lease / 3);
            await Eventually.Holds(async () => await ExpiresAtAsync() > until, "the lease was renewed");
        }

        Assert.Equal(IdempotencyState.InFlight, (await RunAsync(call, TimeSpan.Zero, [1])).State);
        goOn.Release();
        Assert.Equal(9, (await first).Answer.Span[0]);

        async Task<long> ExpiresAtAsync() => (await store.Idempotency.GetAsync(Key, None))!.ExpiresAtMs;
    }

    private Task<IdempotencyBegin> RunAsync(IdempotentCall call, TimeSpan wait, byte[]? answer) => call.RunAsync(
        Key,
        new byte[] { 1 },
        wait,
        async _ =>
        {
            await Task.Yield();
            Interlocked.Increment(ref _done);
            return answer;
        },
        None);
}
