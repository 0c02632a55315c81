using System.Collections.Concurrent;
using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Postgres;

/// <summary>Several nodes on one store.</summary>
[Collection("postgres")]
public sealed class PostgresNodesTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly string _schema = PostgresFixture.NewSchema();

    [PostgresFact]
    public async Task Groups_are_worked_off_in_order_and_one_at_a_time_by_many_nodes()
    {
        const int Groups = 6;
        const int Each = 12;
        await using var one = await postgres.OpenAsync(_schema);
        await using var two = await postgres.OpenAsync(_schema);
        var all = from number in Enumerable.Range(0, Each) from name in Enumerable.Range(0, Groups) select new NewJob { Queue = "q", Group = $"g{name}", Payload = new[] { (byte)number } };
        await one.Jobs.EnqueueAsync([.. all], CancellationToken.None);
        var next = new ConcurrentDictionary<string, int>();
        var held = new ConcurrentDictionary<string, string>();
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var jobs = (worker % 2 == 0 ? one : two).Jobs;
            while (Volatile.Read(ref done) < Groups * Each)
            {
                foreach (var job in await jobs.ClaimAsync("q", 4, Lease, $"w{worker}", CancellationToken.None))
                {
                    Assert.True(held.TryAdd(job.Group!, job.Claim.Id), $"two jobs of {job.Group} are claimed");
                    Assert.Equal(next.GetValueOrDefault(job.Group!), job.Payload.Span[0]);
                    next[job.Group!] = job.Payload.Span[0] + 1;
                    held.TryRemove(job.Group!, out _);
                    Assert.True(await jobs.CompleteAsync(job.Claim, default, CancellationToken.None));
                    Interlocked.Increment(ref done);
                }
            }
        })));
        Assert.Equal(Groups * Each, Assert.Single(await two.Jobs.QueuesAsync(CancellationToken.None)).Done);
    }

    [PostgresFact]
    public Task Job_that_is_added_in_the_transaction_that_completes_the_one_before_it_is_not_held_back() => AddBehindAsync(purged: false);

    [PostgresFact]
    public Task Job_that_is_added_in_the_transaction_that_purges_the_one_before_it_is_not_held_back() => AddBehindAsync(purged: true);

    [PostgresFact]
    public async Task Job_whose_headers_cannot_be_read_is_dead_and_holds_up_no_other()
    {
        await using var store = await postgres.OpenAsync(_schema);
        for (var i = 0; i < 3; i++) await store.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        await postgres.DoAsync($"SET search_path = {_schema}; UPDATE job SET headers = '\\x00' WHERE seq = 1");
        Assert.Equal(2, (await store.Jobs.ClaimAsync("q", 9, Lease, "w", CancellationToken.None)).Count);
        var dead = Assert.Single((await store.Jobs.ListAsync(new JobQuery("q", State: JobState.Dead), CancellationToken.None)).Jobs);
        Assert.Contains("headers", dead.LastError, StringComparison.Ordinal);
        Assert.Empty((await store.Jobs.GetAsync(dead.Id, CancellationToken.None))!.Headers);
    }

    [PostgresFact]
    public async Task Duplicates_on_two_nodes_begin_once_and_are_enqueued_once()
    {
        await using var one = await postgres.OpenAsync(_schema);
        await using var two = await postgres.OpenAsync(_schema);
        var key = new IdempotencyKey("shop", "order-1");
        var begun = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => (i % 2 == 0 ? one : two).Idempotency.BeginAsync(key, new byte[] { 1 }, Lease, CancellationToken.None).AsTask()));
        Assert.Single(begun, begin => begin.State == IdempotencyState.Started);
        Assert.Equal(199, begun.Count(begin => begin.State == IdempotencyState.InFlight));

        var added = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => (i % 2 == 0 ? one : two).Jobs.EnqueueAsync([new NewJob { Queue = "q", DedupeKey = "k" }], CancellationToken.None).AsTask()));
        Assert.Single(added, jobs => !jobs[0].Duplicate);
        Assert.Single(added.Select(jobs => jobs[0].Id).Distinct());
    }

    [PostgresFact]
    public async Task Worker_that_waits_hears_of_a_job_of_another_node()
    {
        await using var one = await postgres.OpenAsync(_schema);
        await using var two = await postgres.OpenAsync(_schema, with: place => place with { PollInterval = TimeSpan.FromMilliseconds(20) });
        var waiting = two.Jobs.WaitAsync("q", TimeSpan.FromMinutes(5), CancellationToken.None).AsTask();
        await one.Jobs.EnqueueAsync([new NewJob { Queue = "q" }], CancellationToken.None);
        await waiting.WaitAsync(Patient.For);
        Assert.Single(await two.Jobs.ClaimAsync("q", 1, Lease, "w", CancellationToken.None));
    }

    [PostgresFact]
    public async Task Worker_that_waits_behind_a_held_back_group_is_not_woken_for_nothing()
    {
        await using var store = await postgres.OpenAsync(_schema);
        await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Group = "g" }, new NewJob { Queue = "q", Group = "g" }], CancellationToken.None);
        var first = Assert.Single(await store.Jobs.ClaimAsync("q", 9, Lease, "w", CancellationToken.None));
        var waiting = store.Jobs.WaitAsync("q", TimeSpan.FromMinutes(5), CancellationToken.None).AsTask();
        await store.Jobs.ExtendAsync(first.Claim, Lease, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await store.Jobs.CompleteAsync(first.Claim, default, CancellationToken.None);
        await waiting.WaitAsync(Patient.For);
        Assert.Single(await store.Jobs.ClaimAsync("q", 9, Lease, "w", CancellationToken.None));
    }

    private async Task AddBehindAsync(bool purged)
    {
        await using var store = await postgres.OpenAsync(_schema, with: place => place with { Writers = 1 });
        await store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Group = "g" }], CancellationToken.None);
        for (var i = 0; i < 5; i++)
        {
            var first = purged ? null : Assert.Single(await store.Jobs.ClaimAsync("q", 9, Lease, "w", CancellationToken.None));
            // While the one writer is at this, what comes then gathers for its next transaction.
            var busy = store.SweepAsync(10, CancellationToken.None).AsTask();
            Task ended = purged ? store.Jobs.PurgeAsync("q", JobState.Pending, 9, CancellationToken.None).AsTask() : store.Jobs.CompleteAsync(first!.Claim, default, CancellationToken.None).AsTask();
            var added = store.Jobs.EnqueueAsync([new NewJob { Queue = "q", Group = "g" }], CancellationToken.None).AsTask();
            await Task.WhenAll(busy, ended, added);
        }

        Assert.Equal((await store.Jobs.ListAsync(new JobQuery("q", JobState.Pending), CancellationToken.None)).Jobs[0].Id, Assert.Single(await store.Jobs.ClaimAsync("q", 9, Lease, "w", CancellationToken.None)).Claim.Id);
    }
}
