using System.Net;
using Perdure.Console.Problems;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Durability;

public sealed class JobApiTests
{
    [Fact]
    public async Task Job_is_enqueued_leased_and_completed_with_its_result()
    {
        await using var api = await DurableApi.StartAsync();

        using var enqueued = await api.SendAsync("POST", "queues/mail", """{"payload":"to: a","headers":{"x":"1"},"group":"g","dedupeKey":"k"}""");
        var job = Assert.Single(await api.LeaseAsync("mail", """{"worker":"w1","lease":"20s"}"""));
        var claimed = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{job.GetProperty("id")}");
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/extend", $$"""{{{DurableApi.Claim(job)}},"lease":"1m"}""");
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/complete", $$"""{{{DurableApi.Claim(job)}},"result":"sent"}""");
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/complete", $$"""{{{DurableApi.Claim(job)}}}""");
        var done = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{job.GetProperty("id")}");

        Assert.Equal(HttpStatusCode.Created, enqueued.StatusCode);
        Assert.Equal($"/api/v1/queues/mail/jobs/{job.GetProperty("id")}", enqueued.Headers.Location?.ToString());
        Assert.Equal(("to: a", "1", "g", 1), (job.GetProperty("payload").GetString(), job.GetProperty("headers").GetProperty("x").GetString(), job.GetProperty("group").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Equal(("claimed", "w1"), (claimed.GetProperty("state").GetString(), claimed.GetProperty("worker").GetString()));
        Assert.Equal(("done", "sent"), (done.GetProperty("state").GetString(), done.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task Batch_is_accepted_in_order_and_what_is_there_already_is_skipped()
    {
        await using var api = await DurableApi.StartAsync();
        var first = await api.EnqueueAsync("mail", """{"payload":"a","dedupeKey":"k"}""");

        var batch = await api.AnswerAsync(HttpStatusCode.Created, "POST", "queues/mail", """{"jobs":[{"payload":"x","dedupeKey":"k"},{"payloadBase64":"/w=="},{}]}""");
        var again = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail", """{"dedupeKey":"k"}""");
        var jobs = await api.LeaseAsync("mail", """{"max":10}""");

        Assert.Equal([true, false, false], batch.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("duplicate").GetBoolean()));
        Assert.Equal(first, batch.GetProperty("jobs")[0].GetProperty("id").GetString());
        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal(3, jobs.Length);
        Assert.Equal("a", jobs[0].GetProperty("payload").GetString());
        Assert.Equal([255], jobs[1].GetProperty("payloadBase64").GetBytesFromBase64());
        Assert.Contains(api.Loggers.Lines, line => line.Contains("there already", StringComparison.Ordinal) && line.Contains(first, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lease_waits_for_a_job_and_is_empty_when_none_comes()
    {
        await using var api = await DurableApi.StartAsync();
        var none = await api.LeaseAsync("mail", """{"wait":"20ms"}""");
        var waiting = api.LeaseAsync("mail", """{"wait":"20s"}""");

        var id = await api.EnqueueAsync("mail", """{"payload":"a"}""");

        Assert.Empty(none);
        Assert.Equal(id, Assert.Single(await waiting).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Job_is_not_leased_before_its_delay_is_over()
    {
        var clock = new LeapingClock();
        await using var api = await DurableApi.StartAsync(clock: clock);
        await api.EnqueueAsync("mail", """{"payload":"a","delay":"1h"}""");

        var early = await api.LeaseAsync("mail");
        clock.Leap(TimeSpan.FromHours(1));
        var later = await api.LeaseAsync("mail", """{"wait":"20s"}""");

        Assert.Empty(early);
        Assert.Single(later);
    }

    [Fact]
    public async Task Job_whose_lease_ran_out_is_recovered_and_the_worker_before_can_do_nothing_with_it()
    {
        var clock = new LeapingClock();
        await using var api = await DurableApi.StartAsync(clock: clock);
        await api.EnqueueAsync("mail", "{}");
        var before = Assert.Single(await api.LeaseAsync("mail", """{"lease":"1m"}"""));

        clock.Leap(TimeSpan.FromMinutes(1));
        var after = Assert.Single(await api.LeaseAsync("mail", """{"wait":"20s"}"""));

        foreach (var page in (string[])["complete", "extend", "fail", "release"])
            await api.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.ClaimLost, "POST", $"queues/mail/{page}", $$"""{{{DurableApi.Claim(before)}}}""");
        Assert.Equal(2, after.GetProperty("attempt").GetInt32());
        Assert.True(after.GetProperty("token").GetInt64() > before.GetProperty("token").GetInt64());
        // It is counted as recovered when it has been handed over.
        await Eventually.Holds(() => api.Loggers.Lines.Any(line => line.Contains("is recovered", StringComparison.Ordinal)), "it is told");
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/complete", $$"""{{{DurableApi.Claim(after)}}}""");
    }

    [Fact]
    public async Task Job_that_fails_is_tried_again_until_its_attempts_are_used_up()
    {
        await using var api = await DurableApi.StartAsync();
        await api.EnqueueAsync("mail", "{}");

        var first = Assert.Single(await api.LeaseAsync("mail"));
        var again = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/fail", $$"""{{{DurableApi.Claim(first)}},"error":"no route"}""");
        var second = Assert.Single(await api.LeaseAsync("mail", """{"wait":"20s"}"""));
        var dead = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/fail", $$"""{{{DurableApi.Claim(second)}},"error":"no route at all"}""");

        Assert.Equal("pending", again.GetProperty("state").GetString());
        Assert.Equal("no route", second.GetProperty("lastError").GetString());
        Assert.Equal("dead", dead.GetProperty("state").GetString());
        Assert.Contains(api.Loggers.Lines, line => line.Contains("is dead after 2 attempts: no route at all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_that_its_worker_gives_up_is_dead_at_once()
    {
        await using var api = await DurableApi.StartAsync();
        await api.EnqueueAsync("mail", "{}");
        var job = Assert.Single(await api.LeaseAsync("mail"));

        var dead = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/fail", $$"""{{{DurableApi.Claim(job)}},"error":"no such address","dead":true}""");

        Assert.Equal("dead", dead.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Job_that_kills_its_workers_is_not_leased_for_ever()
    {
        var clock = new LeapingClock();
        await using var api = await DurableApi.StartAsync(clock: clock);
        var id = await api.EnqueueAsync("one-job", "{}");
        await api.LeaseAsync("one-job", """{"lease":"1m"}""");

        clock.Leap(TimeSpan.FromMinutes(1));
        var none = await api.LeaseAsync("one-job", """{"wait":"20ms"}""");
        var job = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/one-job/jobs/{id}");

        Assert.Empty(none);
        Assert.Equal("dead", job.GetProperty("state").GetString());
        Assert.Contains(api.Loggers.Lines, line => line.Contains("is dead after 1 attempts: the lease ran out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Released_job_is_there_again_and_its_attempt_does_not_count()
    {
        await using var api = await DurableApi.StartAsync();
        await api.EnqueueAsync("mail", "{}");
        var first = Assert.Single(await api.LeaseAsync("mail"));

        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/release", $$"""{{{DurableApi.Claim(first)}}}""");

        Assert.Equal(1, Assert.Single(await api.LeaseAsync("mail")).GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task Jobs_of_a_group_are_leased_one_at_a_time_in_their_order()
    {
        await using var api = await DurableApi.StartAsync();
        await api.AnswerAsync(HttpStatusCode.Created, "POST", "queues/mail", """{"jobs":[{"payload":"1","group":"g"},{"payload":"2","group":"g"}]}""");

        var first = Assert.Single(await api.LeaseAsync("mail", """{"max":10}"""));
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/complete", $$"""{{{DurableApi.Claim(first)}}}""");
        var second = Assert.Single(await api.LeaseAsync("mail", """{"max":10}"""));

        Assert.Equal(("1", "2"), (first.GetProperty("payload").GetString(), second.GetProperty("payload").GetString()));
    }
}
