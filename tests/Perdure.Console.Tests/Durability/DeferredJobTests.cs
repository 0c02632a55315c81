using System.Net;
using Perdure.Console.Tests.Support;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Console.Tests.Durability;

public sealed class DeferredJobTests
{
    private static readonly DeferredRequest Request = new()
    {
        Route = "pay",
        Method = "POST",
        Target = "/pay?token=hidden",
        RequestId = "r",
        Client = "127.0.0.1",
        Forwarded = ForwardedValues.None,
        AcceptedAtMs = 1,
        Headers = [new("Authorization", "Bearer hidden"), new("X-Two", "1"), new("X-Two", "2")],
        HasBody = true,
        Body = "hidden body"u8.ToArray(),
    };

    [Fact]
    public async Task Deferred_request_is_shown_by_method_and_path_and_whole_only_when_asked_for()
    {
        await using var api = await DurableApi.StartAsync();
        var id = await EnqueueAsync(api, DeferralFormat.Encode(Request));

        var plain = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}");
        var whole = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}?content=true");

        Assert.Equal(("POST", "/pay?…", "pay"), (plain.GetProperty("request").GetProperty("method").GetString(), plain.GetProperty("request").GetProperty("target").GetString(), plain.GetProperty("request").GetProperty("route").GetString()));
        Assert.DoesNotContain("hidden", plain.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("proof", plain.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("/pay?token=hidden", "hidden body"), (whole.GetProperty("request").GetProperty("target").GetString(), whole.GetProperty("request").GetProperty("body").GetString()));
        Assert.Equal("1, 2", whole.GetProperty("request").GetProperty("headers").GetProperty("X-Two").GetString());
    }

    [Fact]
    public async Task Deferred_request_that_is_damaged_is_shown_as_bytes_with_the_reason()
    {
        await using var api = await DurableApi.StartAsync();
        var id = await EnqueueAsync(api, [.. DeferralFormat.Encode(Request)[..^1], 0xfe]);
        var whole = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}?content=true");
        Assert.Equal("it is a deferred request, but damaged", whole.GetProperty("request").GetProperty("unreadable").GetString());
        Assert.True(whole.TryGetProperty("payloadBase64", out _));
    }

    [Fact]
    public async Task Answer_of_a_deferred_request_is_shown_by_its_status()
    {
        await using var api = await DurableApi.StartAsync();
        var id = await EnqueueAsync(api, DeferralFormat.Encode(Request));
        var job = (await api.Node.Store!.Jobs.ClaimAsync("mail", 1, TimeSpan.FromMinutes(10), "w", CancellationToken.None))[0];
        var answer = new DeferredAnswer { Status = 201, Headers = [new("Set-Cookie", "hidden")], Body = "hidden"u8.ToArray(), Proof = new byte[16] };
        await api.Node.Store.Jobs.CompleteAsync(job.Claim, DeferralFormat.Encode(answer), CancellationToken.None);
        var plain = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}");
        Assert.Equal((201, 6), (plain.GetProperty("answer").GetProperty("status").GetInt32(), plain.GetProperty("answer").GetProperty("bodyBytes").GetInt32()));
        Assert.DoesNotContain("hidden", plain.GetRawText(), StringComparison.Ordinal);
        var whole = await api.AnswerAsync(HttpStatusCode.OK, "GET", $"queues/mail/jobs/{id}?content=true");
        Assert.Equal("hidden", whole.GetProperty("answer").GetProperty("body").GetString());
    }

    [Fact]
    public async Task Content_of_deferred_requests_is_for_operators()
    {
        await using var api = await DurableApi.StartAsync([new AdminToken { Name = "look", Token = "reader-reader-reader", Role = AdminRole.Reader }]);
        var id = await EnqueueAsync(api, DeferralFormat.Encode(Request));
        using var plain = await api.SendAsync("GET", $"queues/mail/jobs/{id}", token: "reader-reader-reader");
        using var whole = await api.SendAsync("GET", $"queues/mail/jobs/{id}?content=true", token: "reader-reader-reader");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (plain.StatusCode, whole.StatusCode));
    }

    [Theory]
    [InlineData("queues/mail", """{"payload":"x"}""")]
    [InlineData("queues/mail/lease", "{}")]
    public async Task Queue_of_a_route_is_not_for_services(string path, string body)
    {
        await using var api = await DurableApi.StartAsync();
        api.Node.Routes["mail"] = "pay";
        var problem = await api.AnswerAsync(HttpStatusCode.Conflict, "POST", path, body);
        Assert.Equal("urn:perdure:problem:queue-of-a-route", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Deferred_requests_of_a_route_that_is_gone_are_not_given_to_services()
    {
        await using var api = await DurableApi.StartAsync();
        var held = await EnqueueAsync(api, DeferralFormat.Encode(Request));

        var problem = await api.AnswerAsync(HttpStatusCode.Conflict, "POST", "queues/mail/lease", """{"max":10}""");
        await api.AnswerAsync(HttpStatusCode.Created, "POST", "queues/mail", """{"payload":"own"}""");
        var leased = await api.AnswerAsync(HttpStatusCode.OK, "POST", "queues/mail/lease", """{"max":10}""");

        Assert.Equal("urn:perdure:problem:queue-of-a-route", problem.GetProperty("type").GetString());
        Assert.Contains("\"pay\"", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("own", Assert.Single(leased.GetProperty("jobs").EnumerateArray()).GetProperty("payload").GetString());
        var job = (await api.Node.Store!.Jobs.GetAsync(held, CancellationToken.None))!.Info;
        Assert.Equal((JobState.Pending, 0), (job.State, job.Attempts));
    }

    [Fact]
    public async Task Services_cannot_enqueue_what_looks_like_a_deferred_request()
    {
        await using var api = await DurableApi.StartAsync();
        var problem = await api.AnswerAsync(HttpStatusCode.BadRequest, "POST", "queues/mail", """{"payload":"x","headers":{"perdure-kind":"deferred-request"}}""");
        Assert.Contains("perdure-kind", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("later", "complete")]
    [InlineData("mail", "complete")]
    [InlineData("mail", "fail")]
    [InlineData("mail", "release")]
    [InlineData("mail", "extend")]
    public async Task Services_cannot_end_a_deferred_request_by_guessing_its_token(string queue, string how)
    {
        await using var api = await DurableApi.StartAsync();
        api.Node.Routes["later"] = "pay";
        var id = await EnqueueAsync(api, DeferralFormat.Encode(Request), "later");
        var job = Assert.Single(await api.Node.Store!.Jobs.ClaimAsync("later", 1, TimeSpan.FromMinutes(1), "gateway", CancellationToken.None));

        await api.AnswerAsync(queue == "later" ? HttpStatusCode.Conflict : HttpStatusCode.NotFound, "POST", $"queues/{queue}/{how}", $$"""{"id":"{{id}}","token":{{job.Claim.Token}}}""");

        Assert.Equal(JobState.Claimed, (await api.Node.Store.Jobs.GetAsync(id, CancellationToken.None))!.Info.State);
    }

    private static async Task<string> EnqueueAsync(DurableApi api, byte[] payload, string queue = "mail")
    {
        var job = new NewJob
        {
            Queue = queue,
            Payload = payload,
            Headers = [new(DeferMarks.Kind, DeferMarks.Request), new(DeferMarks.Route, "pay"), new(DeferMarks.Method, "POST"), new(DeferMarks.Path, "/pay?…"), new(DeferMarks.Proof, "00")],
        };
        return (await api.Node.Store!.Jobs.EnqueueAsync([job], CancellationToken.None))[0].Id;
    }
}
