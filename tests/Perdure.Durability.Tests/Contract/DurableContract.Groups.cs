using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Contract;

public abstract partial class DurableContract
{
    [Fact]
    public async Task Jobs_of_a_group_are_done_one_after_the_other()
    {
        await Jobs.EnqueueAsync([NewJob("a1", group: "a"), NewJob("a2", group: "a"), NewJob("b1", group: "b"), NewJob("x"), NewJob("o1", "other", group: "a")], None);
        var jobs = await ClaimAsync();
        Assert.Equal("a1 b1 x", string.Join(' ', jobs.Select(job => Text(job.Payload))));
        Assert.Equal("o1", await ClaimTextsAsync(queue: "other"));
        Assert.Empty(await ClaimAsync());
        await Jobs.CompleteAsync(jobs[1].Claim, default, None);
        Assert.Empty(await ClaimAsync());
        await Jobs.CompleteAsync(jobs[0].Claim, default, None);
        Assert.Equal("a2", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Job_that_waits_for_its_retry_holds_its_group_back()
    {
        await Jobs.EnqueueAsync([NewJob("1", group: "a"), NewJob("2", group: "a")], None);
        var job = await ClaimOneAsync();
        await Jobs.FailAsync(job.Claim, "x", NowMs + 5_000, None);
        Assert.Empty(await ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("1", await ClaimTextsAsync());
        Time.Advance(Lease);
        job = await ClaimOneAsync();
        Assert.Equal("1", Text(job.Payload));
        await Jobs.ReleaseAsync(job.Claim, null, None);
        Assert.Equal("1", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Group_is_open_while_one_of_its_jobs_is_not_finished()
    {
        Assert.False(await Jobs.IsGroupOpenAsync("q", "a", None));
        await Jobs.EnqueueAsync([NewJob("1", group: "a"), NewJob("2", group: "a"), NewJob("3", group: "b"), NewJob("4", "other", group: "c")], None);
        var jobs = await ClaimAsync();
        await Jobs.CompleteAsync(jobs[0].Claim, default, None);
        await Jobs.CompleteAsync(jobs[1].Claim, default, None);
        Assert.True(await Jobs.IsGroupOpenAsync("q", "a", None));
        Assert.False(await Jobs.IsGroupOpenAsync("q", "b", None));
        Assert.False(await Jobs.IsGroupOpenAsync("q", "c", None));
        var last = await ClaimOneAsync();
        Assert.True(await Jobs.IsGroupOpenAsync("q", "a", None));
        await Jobs.FailAsync(last.Claim, "x", null, None);
        Assert.False(await Jobs.IsGroupOpenAsync("q", "a", None));
    }

    [Fact]
    public async Task Job_that_waits_for_its_time_holds_its_group_back()
    {
        await Jobs.EnqueueAsync([NewJob("1", group: "a", notBeforeMs: NowMs + 1_000), NewJob("2", group: "a")], None);
        Assert.Empty(await ClaimAsync());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Dead_job_does_not_hold_its_group_back()
    {
        await Jobs.EnqueueAsync([NewJob("1", group: "a"), NewJob("2", group: "a"), NewJob("3", group: "a")], None);
        await Jobs.FailAsync((await ClaimOneAsync()).Claim, "x", null, None);
        var second = await ClaimOneAsync();
        Assert.Equal("2", Text(second.Payload));
        // Retried, it has its old place again, but only after the one that is claimed.
        Assert.Equal(1, await Jobs.RetryDeadAsync("q", null, 10, None));
        Assert.Empty(await ClaimAsync());
        await Jobs.FailAsync(second.Claim, "y", NowMs, None);
        var first = await ClaimOneAsync();
        Assert.Equal("1", Text(first.Payload));
        await Jobs.CompleteAsync(first.Claim, default, None);
        Assert.Equal("2", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Retried_job_goes_before_the_next_of_its_group()
    {
        await Jobs.EnqueueAsync([NewJob("1", group: "a"), NewJob("2", group: "a")], None);
        await Jobs.FailAsync((await ClaimOneAsync()).Claim, "x", null, None);
        await Jobs.RetryDeadAsync("q", null, 10, None);
        var job = await ClaimOneAsync();
        Assert.Equal("1", Text(job.Payload));
        Assert.Empty(await ClaimAsync());
        await Jobs.CompleteAsync(job.Claim, default, None);
        Assert.Equal("2", await ClaimTextsAsync());
    }

    [Fact]
    public async Task Purged_jobs_let_the_next_of_their_group_go()
    {
        for (var i = 0; i < 4; i++) await EnqueueAsync($"{i}", group: "a");
        Assert.Equal(2, await Jobs.PurgeAsync("q", JobState.Pending, 2, None));
        Assert.Equal("2", await ClaimTextsAsync());
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Pending, 2, None));
        Assert.Empty(await ClaimAsync());
        Time.Advance(Lease);
        Assert.Equal(1, await Jobs.PurgeAsync("q", JobState.Pending, 2, None));
        await EnqueueAsync("4", group: "a");
        Assert.Equal("4", await ClaimTextsAsync());
    }
}
