using Perdure.Durability.Idempotency;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Idempotency;

public sealed class IdempotentCallTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly IdempotencyKey Key = new("caller", "key");
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDurableStore _store;
    private int _done;

    public IdempotentCallTests() => _store = SqliteDurableStore.Open(_folder.File("durable.db"), new DurableOptions());

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Thousand_duplicates_at_once_are_done_once_and_all_get_the_answer()
    {
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, TimeSpan.FromSeconds(10));
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => RunAsync(call, TimeSpan.FromSeconds(20), [7]))));
        Assert.Equal(1, _done);
        Assert.Single(answers, answer => answer.State == IdempotencyState.Started);
        Assert.All(answers, answer => Assert.Equal(7, answer.Answer.Span[0]));
    }

    [Fact]
    public async Task Work_that_sent_nothing_frees_the_key()
    {
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, TimeSpan.FromSeconds(10));
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
        var call = new IdempotentCall(_store.Idempotency, TimeProvider.System, TimeSpan.FromMilliseconds(1_500));
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
        var begun = (await _store.Idempotency.GetAsync(Key, None))?.ExpiresAtMs ?? 0;
        await Eventually.Holds(async () => (await _store.Idempotency.GetAsync(Key, None))?.ExpiresAtMs > begun + 700, "the lease was renewed several times");
        Assert.Equal(IdempotencyState.InFlight, (await RunAsync(call, TimeSpan.Zero, [1])).State);
        goOn.Release();
        Assert.Equal(9, (await first).Answer.Span[0]);
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
