using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Sqlite;

/// <summary>What is acknowledged is on the disk, while the writer is ahead of it.</summary>
public sealed class LogFlusherTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public LogFlusherTests() => _file = _folder.File("durable.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_acknowledged_shown_or_handed_out_before_it_is_flushed()
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        using var goOn = new ManualResetEventSlim();
        using var flushing = new SemaphoreSlim(0);
        store.Committer.Flusher.BeforeFlush = () =>
        {
            flushing.Release();
            goOn.Wait();
        };
        var commits = 0;
        store.Committer.BeforeCommit = () => Interlocked.Increment(ref commits);
        var all = new List<Task> { EnqueueAsync(store) };
        await flushing.WaitAsync();
        // The writer may flush by itself as long as nobody else waits; then it stands here. Otherwise it is ahead by now.
        all.AddRange(Enumerable.Range(0, 20).Select(_ => EnqueueAsync(store)));
        all.Add(store.Jobs.ClaimAsync("q", 5, TimeSpan.FromSeconds(30), "w", None).AsTask());
        all.Add(store.Jobs.QueuesAsync(None).AsTask());
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.DoesNotContain(all, task => task.IsCompleted);

        goOn.Set();
        await Task.WhenAll(all);
        Assert.Equal(16, Assert.Single(await store.Jobs.QueuesAsync(None)).Pending);
        Assert.True(commits >= 2);
    }

    [Fact]
    public async Task Writer_goes_on_while_the_log_is_flushed()
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        using var goOn = new ManualResetEventSlim();
        using var flushing = new ManualResetEventSlim();
        var (commits, flushes) = (0, 0);
        store.Committer.BeforeCommit = () =>
        {
            // The flush of the first group may begin later than the second group.
            if (Volatile.Read(ref commits) == 1) flushing.Wait();
            Interlocked.Increment(ref commits);
        };
        store.Committer.Flusher.BeforeFlush = () =>
        {
            Interlocked.Increment(ref flushes);
            flushing.Set();
            goOn.Wait();
        };

        // They wait while the first is written, so its flush is handed over.
        using var hold = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var first = store.WriteAsync(
            _ =>
            {
                begun.Release();
                hold.Wait();
                return 0;
            },
            0,
            None).AsTask();
        await begun.WaitAsync();
        var all = new List<Task> { first };
        all.AddRange(Enumerable.Range(0, 3).Select(_ => EnqueueAsync(store)));
        hold.Set();
        await Eventually.Holds(() => Volatile.Read(ref commits) >= 2, "a second group is written");
        Assert.Equal(1, Volatile.Read(ref flushes));
        Assert.DoesNotContain(all, task => task.IsCompleted);
        goOn.Set();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Flush_that_fails_leaves_the_outcome_unknown_and_nothing_is_acknowledged_until_the_log_is_settled()
    {
        await using var store = SqliteDurableStore.Open(_file, Patient.Options);
        var kept = await EnqueueAsync(store);
        store.Committer.Flusher.BeforeFlush = () => throw new SqliteFault(SqliteFault.Io, "injected");
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<DurabilityException>(() => EnqueueAsync(store));
            Assert.Equal(DurabilityFailure.UnknownOutcome, error.Failure);
            Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        }

        store.Committer.Flusher.BeforeFlush = null;
        var lengths = new List<long>();
        store.Committer.BeforeCommit = () => lengths.Add(new FileInfo(_file + "-wal").Length);
        var later = await EnqueueAsync(store);
        // Whatever the log held of what may not be on the disk is in the file now, and the log has begun anew.
        Assert.Equal(0, Assert.Single(lengths));
        Assert.False(store.Committer.Flusher.IsBroken);
        var jobs = (await store.Jobs.ListAsync(new JobQuery("q"), None)).Jobs;
        Assert.Equal(kept, jobs[0].Id);
        Assert.Equal(later, jobs[^1].Id);
    }

    [Fact]
    public async Task Flush_that_hangs_lets_callers_and_readers_go_after_the_time_out()
    {
        using var goOn = new ManualResetEventSlim();
        using var flushing = new SemaphoreSlim(0);
        var (options, patience) = (new DurableOptions(), new ManualTime());
        await using var store = SqliteDurableStore.Open(_file, options, DurableSchema.Steps, patience);
        store.Committer.Flusher.BeforeFlush = () =>
        {
            flushing.Release();
            goOn.Wait();
        };
        try
        {
            var one = EnqueueAsync(store);
            await flushing.WaitAsync();
            var look = store.Jobs.QueuesAsync(None).AsTask();
            // More than once: the reader's time begins anew when it has read, and waits for the flush.
            await Eventually.Holds(
                () =>
                {
                    patience.Advance(options.Timeout);
                    return one.IsCompleted && look.IsCompleted;
                },
                "both are let go");
            Assert.Equal(DurabilityFailure.UnknownOutcome, (await Assert.ThrowsAsync<DurabilityException>(() => one)).Failure);
            Assert.Equal(DurabilityFailure.Unavailable, (await Assert.ThrowsAsync<DurabilityException>(() => look)).Failure);
        }
        finally
        {
            store.Committer.Flusher.BeforeFlush = null;
            goOn.Set();
        }

        await EnqueueAsync(store);
        Assert.Equal(2, Assert.Single(await store.Jobs.QueuesAsync(None)).Pending);
    }

    private static async Task<string> EnqueueAsync(SqliteDurableStore store) =>
        (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = new byte[] { 1 } }], None))[0].Id;
}
