using System.Net;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Durability;

public sealed class QueueApiTests
{
    [Fact]
    public async Task Queues_show_their_jobs_and_what_became_of_them()
    {
        await using var api = await DurableApi.StartAsync();
        await api.AnswerAsync(HttpStatusCode.Created, "POST", "queues/mail", """{"jobs":[{"payload":"1"},{"payload":"2"},{"payload":"3"}]}""");
        await api.LeaseAsync("mail");
        // It is counted as leased when it has been handed over.
        await Eventually.Holds(() => api.Node.CountersOf("mail").Leased == 1, "the lease is counted");

        var list = await api.AnswerAsync(HttpStatusCode.OK, "GET", "queues");
        var mail = await api.AnswerAsync(HttpStatusCode.OK, "GET", "queues/mail");
        var page = await api.AnswerAsync(HttpStatusCode.OK, "GET", "queues/mail/jobs?state=pending&max=1");
        var rest = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs?state=pending&after={page.GetProperty("next")}");

        Assert.Equal(["mail", "one-job"], list.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()));
        Assert.Equal((2, 1, 3, 1), (mail.GetProperty("pending").GetInt32(), mail.GetProperty("claimed").GetInt32(), mail.GetProperty("enqueued").GetInt32(), mail.GetProperty("leased").GetInt32()));
        Assert.True(mail.GetProperty("oldestAt").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal(1, page.GetProperty("jobs").GetArrayLength());
        Assert.Equal(1, rest.GetProperty("jobs").GetArrayLength());
        Assert.Equal(0, rest.GetProperty("next").GetInt64());
    }

    [Fact]
    public async Task Operator_has_dead_jobs_tried_again_or_purged_and_the_log_says_so()
    {
        await using var api = await DurableApi.StartAsync();
        var id = await DeadAsync(api);
        var retried = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/retry", $$"""{"ids":["{{id}}","other"]}""");
        var job = Assert.Single(await api.LeaseAsync("mail"));
        await api.AnswerAsync(HttpStatusCode.NoContent, "POST", "queues/mail/complete", $$"""{{{DurableApi.Claim(job)}}}""");
        await DeadAsync(api);

        var purged = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/purge", """{"state":"dead"}""");
        var none = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/retry");

        Assert.Equal((1, 1, 0), (retried.GetProperty("jobs").GetInt32(), purged.GetProperty("jobs").GetInt32(), none.GetProperty("jobs").GetInt32()));
        Assert.Equal((id, 1), (job.GetProperty("id").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Contains(api.Loggers.Lines, line => line.Contains("local purged 1 dead jobs of mail", StringComparison.Ordinal));
        Assert.Contains(api.Loggers.Lines, line => line.Contains("local had 1 dead jobs of mail tried again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queue_that_is_not_declared_any_more_is_shown_and_purged_but_takes_nothing()
    {
        await using var api = await DurableApi.StartAsync();
        var id = await api.EnqueueAsync("mail", "{}");
        api.Node.Queues = [];

        var list = await api.AnswerAsync(HttpStatusCode.OK, "GET", "queues");
        var job = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}");
        using var refused = await api.SendAsync("POST", "queues/mail", "{}");
        var purged = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/purge", """{"state":"pending"}""");

        Assert.False(Assert.Single(list.GetProperty("queues").EnumerateArray()).GetProperty("declared").GetBoolean());
        Assert.Equal("pending", job.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(1, purged.GetProperty("jobs").GetInt32());
    }

    private static async Task<string> DeadAsync(DurableApi api)
    {
        var id = await api.EnqueueAsync("mail", "{}");
        var job = Assert.Single(await api.LeaseAsync("mail"));
        await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/fail", $$"""{{{DurableApi.Claim(job)}},"dead":true}""");
        return id;
    }
}
