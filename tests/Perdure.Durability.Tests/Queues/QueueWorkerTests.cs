using System.Collections.Concurrent;
using System.Text;
using Perdure.Durability.Queues;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Queues;

public sealed class QueueWorkerTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly QueueWorkerOptions Options = new()
    {
        Queue = "q",
        Worker = "test",
        ConcurrencyMax = 4,
        Lease = TimeSpan.FromMinutes(1),
        Retry = new RetryRule { AttemptsMax = 3, First = TimeSpan.FromMilliseconds(10) },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDurableStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _seen = new();

    public QueueWorkerTests() => _store = SqliteDurableStore.Open(_folder.File("durable.db"), Patient.Options);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Failing_job_is_tried_again_until_it_is_done_and_its_group_waits()
    {
        await EnqueueAsync("a", "b");
        var running = Run(async (job, _) =>
        {
            _seen.Enqueue($"{Text(job)}{job.Attempt}");
            await Task.Yield();
            return Text(job) == "a" && job.Attempt < 3 ? throw new InvalidOperationException("not yet") : JobOutcome.Done(job.Payload);
        });
        await Eventually.Holds(() => _seen.Count == 4, "four attempts");
        await StopAsync(running);
        Assert.Equal("a1 a2 a3 b1", string.Join(' ', _seen));
        Assert.Equal(2, Assert.Single(await _store.Jobs.QueuesAsync(None)).Done);
    }

    [Fact]
    public async Task Job_is_dead_after_its_tries_and_at_once_when_it_is_hopeless()
    {
        await EnqueueAsync("fails");
        await EnqueueAsync("hopeless");
        var running = Run((job, _) =>
        {
            _seen.Enqueue(Text(job));
            return Task.FromResult(Text(job) == "fails" ? JobOutcome.Failed("no") : JobOutcome.Hopeless("never"));
        });
        await Eventually.Holds(async () => (await _store.Jobs.QueuesAsync(None))[0].Dead == 2, "both are dead");
        await StopAsync(running);
        Assert.Equal((3, 1), (_seen.Count(text => text == "fails"), _seen.Count(text => text == "hopeless")));
    }

    [Fact]
    public async Task No_more_jobs_than_allowed_are_done_at_once()
    {
        for (var i = 0; i < 20; i++) await EnqueueAsync($"{i}");
        var (now, most) = (0, 0);
        var running = Run(async (job, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            Interlocked.Decrement(ref now);
            _seen.Enqueue(Text(job));
            return JobOutcome.Done();
        });
        await Eventually.Holds(() => _seen.Count == 20, "all are done");
        await StopAsync(running);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Long_job_keeps_its_claim_by_renewing_it()
    {
        // The worker's clock has one timer, that of the renewal; the store's moves with it.
        var (clock, storeClock) = (new ManualTime(), new ManualTime());
        await using var store = SqliteDurableStore.Open(_folder.File("long.db"), Patient.Options with { Clock = storeClock });
        var id = (await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Payload = "long"u8.ToArray() }], None))[0].Id;
        var outcome = new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new QueueWorker(store.Jobs, Options with { Clock = clock }, async (job, _) =>
        {
            _seen.Enqueue(Text(job));
            return await outcome.Task;
        }).RunAsync(_stop.Token);
        // For twice its lease.
        for (var i = 0; i < 6; i++)
        {
            await Eventually.Holds(() => clock.Waiting == 1, "the renewal waits for its time");
            var until = await LeaseUntilAsync();
            storeClock.Advance(Options.Lease / 3);
            clock.Advance(Options.Lease / 3);
            await Eventually.Holds(async () => await LeaseUntilAsync() > until, "it was renewed");
        }

        outcome.SetResult(JobOutcome.Done());
        await Eventually.Holds(async () => (await store.Jobs.QueuesAsync(None))[0].Done == 1, "it is done");
        await StopAsync(running);
        Assert.Single(_seen);

        async Task<long> LeaseUntilAsync() => (await store.Jobs.GetAsync(id, None))!.Info.LeaseUntilMs;
    }

    [Fact]
    public async Task Stopped_worker_gives_back_what_it_did_not_do()
    {
        await EnqueueAsync("p");
        var running = Run(async (job, ends) =>
        {
            _seen.Enqueue(Text(job));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ends);
            return JobOutcome.Done();
        });
        await Eventually.Holds(() => !_seen.IsEmpty, "it has begun");
        await StopAsync(running);
        var job = Assert.Single(await _store.Jobs.ClaimAsync("q", 1, TimeSpan.FromSeconds(30), "w", None));
        Assert.Equal(1, job.Attempt);
    }

    [Fact]
    public async Task Job_that_kills_its_workers_is_dead_in_the_end()
    {
        await EnqueueAsync("deadly");
        for (var i = 0; i < 3; i++)
        {
            await Eventually.Holds(async () => (await _store.Jobs.ClaimAsync("q", 1, TimeSpan.FromMilliseconds(100), "dies", None)).Count == 1, "the lease has run out");
        }

        var running = Run((_, _) => throw new InvalidOperationException("must not be tried"));
        await Eventually.Holds(async () => (await _store.Jobs.QueuesAsync(None))[0].Dead == 1, "it is dead");
        await StopAsync(running);
        Assert.Equal(IJobStore.LeaseRanOut, (await _store.Jobs.ListAsync(new JobQuery("q"), None)).Jobs[0].LastError);
    }

    private static string Text(ClaimedJob job) => Encoding.UTF8.GetString(job.Payload.Span);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var before = Volatile.Read(ref most); value > before; before = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, value, before);
    }

    private async Task EnqueueAsync(params string[] payloads) =>
        await _store.Jobs.EnqueueAsync([.. payloads.Select(payload => new NewJob { Queue = "q", Payload = Encoding.UTF8.GetBytes(payload), Group = payloads.Length > 1 ? "g" : null })], None);

    private Task Run(Func<ClaimedJob, CancellationToken, Task<JobOutcome>> work) => new QueueWorker(_store.Jobs, Options, work).RunAsync(_stop.Token);

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running;
    }
}
