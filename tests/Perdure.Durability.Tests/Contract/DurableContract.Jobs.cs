using Perdure.Durability.Storage;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    [Fact]
    public async Task Enqueued_job_is_there_after_reopening()
    {
        var job = NewJob("hello", notBeforeMs: NowMs + 5_000) with { Headers = [new("a", "1"), new("a", "ü\n2"), new("b", "")], Group = "g", DedupeKey = "d" };
        var (id, duplicate) = Assert.Single(await Jobs.EnqueueAsync([job], None));
        Assert.False(duplicate);
        Assert.Matches("^[0-9a-f]{32}$", id);
        await ReopenAsync();
        var there = (await Jobs.GetAsync(id, None))!;
        Assert.Equal("hello", Text(there.Payload));
        Assert.Equal(job.Headers.AsEnumerable(), there.Headers);
        Assert.Equal((JobState.Pending, 0, "q", "g", "d"), (there.Info.State, there.Info.Attempts, there.Info.Queue, there.Info.Group, there.Info.DedupeKey));
        Assert.Equal((NowMs, NowMs + 5_000, 5), (there.Info.EnqueuedAtMs, there.Info.DueAtMs, there.Info.PayloadBytes));
        Assert.Null(there.Info.LastError);
        Assert.Null(await Jobs.GetAsync("00000000000000000000000000000000", None));
        Assert.Null(await Jobs.GetAsync("no id", None));
    }

    [Fact]
    public async Task Jobs_are_claimed_in_order_of_enqueueing_and_once()
    {
        await Jobs.EnqueueAsync([NewJob("1"), NewJob("2"), NewJob("other", "r")], None);
        await EnqueueAsync("3");
        Assert.Equal("1 2", await ClaimTextsAsync(2));
        Assert.Equal("3", await ClaimTextsAsync());
        Assert.Empty(await ClaimAsync());
        Assert.Empty(await ClaimAsync(1, "none"));
    }

    [Fact]
    public async Task Job_is_not_claimed_before_its_time()
    {
        await EnqueueAsync("late", notBeforeMs: NowMs + 1_000);
        await EnqueueAsync("now");
        Assert.Equal("now", await ClaimTextsAsync());
        Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(await ClaimAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("late", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Claim_tells_all_of_the_job()
    {
        await Jobs.EnqueueAsync([NewJob("p", group: "g", dedupe: "d") with { Headers = [new("h", "v")] }], None);
        Time.Advance(TimeSpan.FromSeconds(1));
        var job = await ClaimOneAsync();
        Assert.Equal(("q", "g", "d", 1), (job.Queue, job.Group, job.DedupeKey, job.Attempt));
        Assert.Equal((NowMs - 1_000, NowMs + 30_000), (job.EnqueuedAtMs, job.LeaseUntilMs));
        Assert.Equal("v", Assert.Single(job.Headers).Value);
        var info = await InfoAsync(job.Claim.Id);
        Assert.Equal((JobState.Claimed, 1, "w", NowMs + 30_000, 0L), (info.State, info.Attempts, info.Worker, info.LeaseUntilMs, info.DueAtMs));
    }

    [Fact]
    public async Task Completed_job_keeps_its_result_and_drops_its_payload()
    {
        var id = await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Jobs.CompleteAsync(job.Claim, Bytes("r"), None));
        await ReopenAsync();
        var there = (await Jobs.GetAsync(id, None))!;
        Assert.Equal((JobState.Done, NowMs, 0L, 1), (there.Info.State, there.Info.FinishedAtMs, there.Info.LeaseUntilMs, there.Info.PayloadBytes));
        Assert.Equal(("r", ""), (Text(there.Result), Text(there.Payload)));
        Assert.Null(there.Info.Worker);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task Completing_again_with_the_same_claim_is_done_already()
    {
        var id = await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        Assert.True(await Jobs.CompleteAsync(job.Claim, Bytes("first"), None));
        Assert.True(await Jobs.CompleteAsync(job.Claim, Bytes("second"), None));
        Assert.Equal("first", Text((await Jobs.GetAsync(id, None))!.Result));
        Assert.False(await Jobs.FailAsync(job.Claim, "x", null, None));
        Assert.False(await Jobs.ExtendAsync(job.Claim, Lease, None));
        Assert.False(await Jobs.ReleaseAsync(job.Claim, null, None));
        Assert.False(await Jobs.CompleteAsync(job.Claim with { Token = job.Claim.Token + 1 }, default, None));
    }

    [Fact]
    public async Task Failed_job_waits_for_its_retry_with_its_error()
    {
        var id = await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        Assert.True(await Jobs.FailAsync(job.Claim, "no \0 luck", NowMs + 2_000, None));
        var info = await InfoAsync(id);
        Assert.Equal((JobState.Pending, 1, NowMs + 2_000, "no \uFFFD luck"), (info.State, info.Attempts, info.DueAtMs, info.LastError));
        Assert.Empty(await ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(2));
        var again = await ClaimOneAsync();
        Assert.Equal((2, "no \uFFFD luck"), (again.Attempt, again.LastError));
        Assert.True(again.Claim.Token > job.Claim.Token);
        Assert.False(await Jobs.CompleteAsync(job.Claim, default, None));
        Assert.True(await Jobs.CompleteAsync(again.Claim, default, None));
    }

    [Fact]
    public async Task Dead_job_stays_until_it_is_retried_by_hand()
    {
        var (first, second) = (await EnqueueAsync("1"), await EnqueueAsync("2"));
        foreach (var job in await ClaimAsync()) Assert.True(await Jobs.FailAsync(job.Claim, "hopeless", null, None));
        Assert.Equal("Dead Dead", await StatesAsync());
        var dead = (await Jobs.GetAsync(second, None))!;
        Assert.Equal((NowMs, "hopeless", "2"), (dead.Info.FinishedAtMs, dead.Info.LastError, Text(dead.Payload)));
        Time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(0, (await Store.SweepAsync(100, None)).Jobs);
        Assert.Equal(0, await Jobs.RetryDeadAsync("none", null, 10, None));
        Assert.Equal(1, await Jobs.RetryDeadAsync("q", [second, second, "nonsense"], 10, None));
        var revived = await ClaimOneAsync();
        Assert.Equal((second, 1, "hopeless"), (revived.Claim.Id, revived.Attempt, revived.LastError));
        Assert.Equal(1, await Jobs.RetryDeadAsync("q", null, 10, None));
        Assert.Equal(first, (await ClaimOneAsync()).Claim.Id);
    }

    [Fact]
    public async Task Released_job_has_not_been_attempted()
    {
        var id = await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        Assert.True(await Jobs.ReleaseAsync(job.Claim, null, None));
        Assert.False(await Jobs.CompleteAsync(job.Claim, default, None));
        Assert.Equal((JobState.Pending, 0), ((await InfoAsync(id)).State, (await InfoAsync(id)).Attempts));
        job = await ClaimOneAsync();
        Assert.Equal(1, job.Attempt);
        Assert.True(await Jobs.ReleaseAsync(job.Claim, NowMs + 1_000, None));
        Assert.Empty(await ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Worker_whose_lease_ran_out_can_do_nothing_more()
    {
        var id = await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        Time.Advance(Lease);
        var info = await InfoAsync(id);
        Assert.Equal((JobState.Pending, NowMs, IJobStore.LeaseRanOut, 1), (info.State, info.DueAtMs, info.LastError, info.Attempts));
        Assert.False(await Jobs.ExtendAsync(job.Claim, Lease, None));
        Assert.False(await Jobs.CompleteAsync(job.Claim, default, None));
        Assert.False(await Jobs.FailAsync(job.Claim, "x", null, None));
        Assert.False(await Jobs.ReleaseAsync(job.Claim, null, None));
        var again = await ClaimOneAsync();
        Assert.Equal((id, 2, IJobStore.LeaseRanOut), (again.Claim.Id, again.Attempt, again.LastError));
        Assert.False(await Jobs.CompleteAsync(job.Claim, default, None));
        Assert.True(await Jobs.CompleteAsync(again.Claim, default, None));
    }

    [Fact]
    public async Task Extended_claim_holds_on()
    {
        await EnqueueAsync("p");
        var job = await ClaimOneAsync();
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
            Assert.True(await Jobs.ExtendAsync(job.Claim, Lease, None));
        }

        Assert.Empty(await ClaimAsync());
        Assert.True(await Jobs.CompleteAsync(job.Claim, default, None));
    }

    [Fact]
    public async Task Claims_survive_reopening_and_tokens_keep_growing()
    {
        await Jobs.EnqueueAsync([NewJob("1"), NewJob("2")], None);
        var first = await ClaimOneAsync();
        await ReopenAsync();
        var second = await ClaimOneAsync();
        Assert.True(second.Claim.Token > first.Claim.Token);
        Assert.True(await Jobs.CompleteAsync(first.Claim, default, None));
    }

    [Fact]
    public async Task Dedupe_key_is_taken_once_while_the_queue_has_the_job()
    {
        var results = await Jobs.EnqueueAsync([NewJob("1", dedupe: "k"), NewJob("2", dedupe: "k"), NewJob("3", "r", dedupe: "k"), NewJob("4")], None);
        Assert.Equal([false, true, false, false], results.Select(result => result.Duplicate));
        Assert.Equal(results[0].Id, results[1].Id);
        var job = await ClaimOneAsync();
        await Jobs.CompleteAsync(job.Claim, default, None);
        Assert.Equal(results[0].Id, await EnqueueAsync("5", dedupe: "k"));
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Done, 10, None));
        Assert.NotEqual(results[0].Id, await EnqueueAsync("6", dedupe: "k"));
        Assert.Equal("4 6", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Full_queue_refuses_a_batch_as_a_whole()
    {
        await Jobs.EnqueueAsync([NewJob("1", "small", dedupe: "a"), NewJob("2", "small")], None);
        var error = await FailsAsync(DurabilityFailure.Full, async () => await Jobs.EnqueueAsync([NewJob("3", "small"), NewJob("x"), NewJob("4", "small")], None));
        Assert.Contains("small", error.Message, StringComparison.Ordinal);
        Assert.Empty(await ClaimAsync());
        await Jobs.EnqueueAsync([NewJob("3", "small"), NewJob("again", "small", dedupe: "a")], None);
        var jobs = await ClaimAsync(3, "small");
        await Jobs.FailAsync(jobs[0].Claim, "x", null, None);
        await FailsAsync(DurabilityFailure.Full, () => EnqueueAsync("5", "small"));
        await Jobs.CompleteAsync(jobs[1].Claim, default, None);
        await EnqueueAsync("5", "small");
    }

    [Fact]
    public async Task Too_many_queues_are_refused_and_empty_ones_make_room()
    {
        for (var i = 0; i < 20; i++) await EnqueueAsync("p", $"queue-{i}");
        await FailsAsync(DurabilityFailure.Full, () => EnqueueAsync("p", "one-more"));
        Assert.Equal(1, await Jobs.PurgeAsync("queue-7", JobState.Pending, 10, None));
        await EnqueueAsync("p", "one-more");
        Assert.Equal(20, (await Jobs.QueuesAsync(None)).Count);
    }

    [Fact]
    public async Task Queues_tell_their_counts_and_oldest_job()
    {
        Assert.Empty(await Jobs.QueuesAsync(None));
        await Jobs.EnqueueAsync([NewJob("0"), NewJob("1"), NewJob("2"), NewJob("3"), NewJob("4", notBeforeMs: NowMs + 60_000), NewJob("a", "b")], None);
        var start = NowMs;
        var claimed = await ClaimAsync(3);
        await Jobs.CompleteAsync(claimed[0].Claim, default, None);
        await Jobs.FailAsync(claimed[1].Claim, "x", null, None);
        Time.Advance(TimeSpan.FromSeconds(1));
        await EnqueueAsync("5");
        Assert.Equal([new QueueSummary("b", 1, 0, 0, 0, start), new QueueSummary("q", 3, 1, 1, 1, start)], await Jobs.QueuesAsync(None));
        Time.Advance(Lease);
        Assert.Equal(new QueueSummary("q", 4, 0, 1, 1, start), (await Jobs.QueuesAsync(None))[1]);
        foreach (var job in await ClaimAsync()) await Jobs.CompleteAsync(job.Claim, default, None);
        Assert.Equal(new QueueSummary("q", 1, 0, 4, 1, start), (await Jobs.QueuesAsync(None))[1]);
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Pending, 10, None));
        Assert.Equal(new QueueSummary("q", 0, 0, 4, 1, 0), (await Jobs.QueuesAsync(None))[1]);
    }

    [Fact]
    public async Task List_goes_through_a_queue_page_by_page()
    {
        for (var i = 0; i < 7; i++) await EnqueueAsync($"{i}");
        await EnqueueAsync("x", "r");
        foreach (var job in (await ClaimAsync(4)).Take(3)) await Jobs.FailAsync(job.Claim, "x", null, None);
        var (seen, after) = (new List<string>(), 0L);
        do
        {
            var page = await Jobs.ListAsync(new JobQuery("q", After: after, Max: 3), None);
            seen.AddRange(page.Jobs.Select(job => job.State.ToString()));
            after = page.Next;
        }
        while (after != 0);
        Assert.Equal("Dead Dead Dead Claimed Pending Pending Pending", string.Join(' ', seen));
        Assert.Equal(3, (await Jobs.ListAsync(new JobQuery("q", JobState.Dead, Max: 3), None)).Jobs.Count);
        Assert.Equal(0, (await Jobs.ListAsync(new JobQuery("q", JobState.Dead, Max: 3), None)).Next);
        Assert.Single((await Jobs.ListAsync(new JobQuery("q", JobState.Claimed), None)).Jobs);
        Assert.Equal(3, (await Jobs.ListAsync(new JobQuery("q", JobState.Pending), None)).Jobs.Count);
        Assert.Empty((await Jobs.ListAsync(new JobQuery("q", JobState.Done), None)).Jobs);
        Assert.Empty((await Jobs.ListAsync(new JobQuery("none"), None)).Jobs);
    }

    [Fact]
    public async Task Purge_removes_one_state_oldest_first()
    {
        for (var i = 0; i < 6; i++) await EnqueueAsync($"{i}");
        var jobs = await ClaimAsync(4);
        await Jobs.CompleteAsync(jobs[0].Claim, default, None);
        await Jobs.CompleteAsync(jobs[1].Claim, default, None);
        await Jobs.FailAsync(jobs[2].Claim, "x", null, None);
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Done, 1, None));
        Assert.Null(await Jobs.GetAsync(jobs[0].Claim.Id, None));
        Assert.Equal("Done Dead Claimed Pending Pending", await StatesAsync());
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Dead, 10, None));
        await FailsAsync(DurabilityFailure.Invalid, async () => await Jobs.PurgeAsync("q", JobState.Claimed, 10, None));
        Assert.Equal(2, await Jobs.PurgeAsync("q", JobState.Pending, 10, None));
        Assert.Equal("Done Claimed", await StatesAsync());
        Assert.Equal(0, await Jobs.PurgeAsync("none", JobState.Done, 10, None));
    }

    [Fact]
    public async Task Sweep_removes_done_jobs_after_their_retention()
    {
        for (var i = 0; i < 3; i++) await EnqueueAsync($"{i}");
        foreach (var job in await ClaimAsync()) await Jobs.CompleteAsync(job.Claim, Bytes("r"), None);
        Time.Advance(Options.DoneRetention - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, (await Store.SweepAsync(100, None)).Jobs);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await Store.SweepAsync(2, None)).Jobs);
        Assert.Equal(1, (await Store.SweepAsync(2, None)).Jobs);
        Assert.Empty(await Jobs.QueuesAsync(None));
    }

    [Fact]
    public async Task Sweep_removes_dead_jobs_when_they_are_not_kept_for_ever()
    {
        await ReopenAsync(Options with { DeadRetention = TimeSpan.FromMinutes(1) });
        await EnqueueAsync("0");
        await EnqueueAsync("1");
        foreach (var job in await ClaimAsync()) await Jobs.FailAsync(job.Claim, "x", null, None);
        Assert.Equal(1, await Jobs.RetryDeadAsync("q", null, 1, None));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await Store.SweepAsync(100, None)).Jobs);
        Assert.Equal("0", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Claimers_at_once_never_get_the_same_job()
    {
        const int All = 300;
        for (var i = 0; i < All; i += 100) await Jobs.EnqueueAsync([.. Enumerable.Range(i, 100).Select(n => NewJob($"{n}", group: n % 3 == 0 ? $"g{n % 7}" : null))], None);
        var done = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            while (done.Count < All)
            {
                foreach (var job in await Jobs.ClaimAsync("q", 7, Lease, $"w{worker}", None))
                {
                    Assert.True(await Jobs.CompleteAsync(job.Claim, default, None));
                    done.Add(Text(job.Payload));
                }
            }
        })));
        Assert.Equal(All, done.Distinct().Count());
        Assert.Equal(All, done.Count);
    }

    [Fact]
    public async Task Waiting_worker_is_woken_by_a_new_job()
    {
        var waiting = Jobs.WaitAsync("q", TimeSpan.FromHours(1), None).AsTask();
        await EnqueueAsync("p");
        await waiting.WaitAsync(Patient.For, TimeProvider.System);
        await Jobs.WaitAsync("q", TimeSpan.FromHours(1), None);
    }

    [Fact]
    public async Task Wait_ends_with_its_token()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Jobs.WaitAsync("q", TimeSpan.FromHours(1), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
