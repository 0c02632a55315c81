using System.Text;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Contract;

/// <summary>
/// What every engine must do, the same for all. A subclass per engine says how to come by a store; every test gets an empty one, whose clock moves
/// only when the test moves it.
/// </summary>
public abstract partial class DurableContract : IAsyncLifetime
{
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private IDurableStore? _store;

    /// <summary>The clock of the store.</summary>
    private protected ManualTime Time { get; } = new();

    /// <summary>The options that tests begin with: small bounds.</summary>
    protected DurableOptions Options => new()
    {
        Clock = Time,
        Timeout = Patient.For,
        QueueDepthMaxOf = new Dictionary<string, long> { ["small"] = 3 },
        QueuesMax = 20,
        DoneRetention = TimeSpan.FromHours(1),
        IdempotencyRetention = TimeSpan.FromHours(1),
        IdempotencyRecordsMax = 5,
        CheckpointHistoryMax = 3,
        CheckpointJobsMax = 4,
        FencingRetention = TimeSpan.FromHours(1),
    };

    /// <summary>The store under test.</summary>
    protected IDurableStore Store => _store ?? throw new InvalidOperationException("not started");

    protected IJobStore Jobs => Store.Jobs;

    protected IIdempotencyStore Requests => Store.Idempotency;

    protected ICheckpointStore Checkpoints => Store.Checkpoints;

    protected static CancellationToken None => CancellationToken.None;

    protected long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the store of this test: empty at the first call and after <see cref="CleanUpAsync"/>, else with what it was left with.</summary>
    protected abstract Task<IDurableStore> OpenAsync(DurableOptions options);

    /// <summary>Removes what the store kept, and ends what the engine needs beside it. Also called in the midst of a test, which opens another then.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async Task InitializeAsync() => _store = await OpenAsync(Options);

    public async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await CleanUpAsync();
    }

    /// <summary>Closes the store and opens it again, with other options if there are.</summary>
    protected async Task ReopenAsync(DurableOptions? options = null)
    {
        await Store.DisposeAsync();
        _store = null;
        _store = await OpenAsync(options ?? Options);
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    protected static async Task<DurabilityException> FailsAsync(DurabilityFailure failure, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<DurabilityException>(action);
        Assert.Equal(failure, error.Failure);
        return error;
    }

    protected static NewJob NewJob(string payload, string queue = "q", string? group = null, string? dedupe = null, long? notBeforeMs = null) =>
        new() { Queue = queue, Payload = Bytes(payload), Group = group, DedupeKey = dedupe, NotBeforeMs = notBeforeMs };

    protected async Task<string> EnqueueAsync(string payload, string queue = "q", string? group = null, string? dedupe = null, long? notBeforeMs = null) =>
        Assert.Single(await Jobs.EnqueueAsync([NewJob(payload, queue, group, dedupe, notBeforeMs)], None)).Id;

    protected async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int max = 100, string queue = "q") => await Jobs.ClaimAsync(queue, max, Lease, "w", None);

    protected async Task<ClaimedJob> ClaimOneAsync(string queue = "q") => Assert.Single(await ClaimAsync(1, queue));

    /// <summary>The payloads of the jobs that can be claimed now, in order; they stay claimed.</summary>
    protected async Task<string> ClaimTextsAsync(int max = 100, string queue = "q") => string.Join(' ', (await ClaimAsync(max, queue)).Select(job => Text(job.Payload)));

    protected async Task<JobInfo> InfoAsync(string id) => (await Jobs.GetAsync(id, None))?.Info ?? throw new InvalidOperationException($"there is no job {id}");

    protected async Task<string> StatesAsync(string queue = "q") =>
        string.Join(' ', (await Jobs.ListAsync(new JobQuery(queue), None)).Jobs.Select(job => job.State.ToString()));
}
