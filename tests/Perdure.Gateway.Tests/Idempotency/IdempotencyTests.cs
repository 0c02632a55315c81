using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Idempotency;

/// <summary>What clients see of requests that they repeat.</summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task Repeated_request_gets_the_first_answer_again_and_takes_effect_once()
    {
        await using var rig = await KeyedRig.StartAsync(Paid);

        var first = await rig.PostAsync("\"k-1\"");
        var second = await rig.PostAsync("k-1");
        await rig.RestartAsync(TimeSpan.Zero);
        var third = await rig.PostAsync("k-1");

        Assert.Equal(1, rig.Backend.Requests);
        Assert.All([first, second, third], answer => Assert.Equal((201, "paid: a"), (answer.Status, answer.Body)));
        Assert.All([first, second, third], answer => Assert.Equal(("/payments/1", "a=1, b=2"), (answer.Headers["Location"], answer.Headers["Set-Cookie"])));
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.All([second, third], answer => Assert.Equal("true", answer.Headers["Idempotency-Replayed"]));
        Assert.NotEqual(second.Headers["X-Request-Id"], third.Headers["X-Request-Id"]);
    }

    [Fact]
    public async Task Thousand_duplicates_at_once_are_executed_once_and_all_get_the_answer()
    {
        var go = new TaskCompletionSource();
        await using var rig = await KeyedRig.StartAsync(
            async context =>
            {
                await go.Task;
                await Paid(context);
            },
            new IdempotencyModel { Wait = TimeSpan.FromMinutes(1) });

        var all = Enumerable.Range(0, 1_000).Select(_ => rig.PostAsync("one")).ToArray();
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 1_000, "all requests have arrived");
        go.SetResult();
        var answers = await Task.WhenAll(all);

        Assert.Equal(1, rig.Backend.Requests);
        Assert.All(answers, answer => Assert.Equal((201, "paid: a"), (answer.Status, answer.Body)));
        Assert.Equal(999, answers.Count(answer => answer.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.Equal((1, 999), (rig.Counters.Executed, rig.Counters.Replayed));
    }

    [Fact]
    public async Task Duplicate_of_a_request_in_flight_is_told_so_unless_it_may_wait()
    {
        var go = new TaskCompletionSource();
        await using var rig = await KeyedRig.StartAsync(async context =>
        {
            await go.Task;
            await Paid(context);
        });

        var first = rig.PostAsync("k");
        await Eventually.Async(() => rig.Backend.Requests == 1, "the service has it");
        var second = await rig.PostAsync("k");
        var other = await rig.PostAsync("k", "another body");
        go.SetResult();

        Assert.Equal((409, "1"), (second.Status, second.Headers["Retry-After"]));
        Assert.Contains("urn:perdure:problem:request-in-flight", second.Body, StringComparison.Ordinal);
        Assert.Equal(422, other.Status);
        Assert.Equal(201, (await first).Status);
        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Key_is_of_one_request_of_one_caller()
    {
        await using var rig = await KeyedRig.StartAsync(Paid);
        await rig.PostAsync("k", "a", "Authorization: Bearer one");

        Assert.Equal(422, (await rig.PostAsync("k", "b", "Authorization: Bearer one")).Status);
        Assert.Equal(422, (await rig.SendAsync(HttpMethod.Put, "/pay", "a", "Idempotency-Key: k", "Authorization: Bearer one")).Status);
        Assert.Equal(422, (await rig.SendAsync(HttpMethod.Post, "/pay?x", "a", "Idempotency-Key: k", "Authorization: Bearer one")).Status);
        Assert.Equal(1, rig.Backend.Requests);
        Assert.Equal(201, (await rig.PostAsync("k", "b", "Authorization: Bearer two")).Status);
        Assert.Equal(201, (await rig.PostAsync("k", "c")).Status);
        Assert.Equal(3, rig.Backend.Requests);
    }

    [Theory]
    [InlineData("client-address", null)]
    [InlineData("header", "X-Tenant")]
    [InlineData("none", null)]
    public async Task Callers_are_told_apart_as_the_route_says(string source, string? header)
    {
        var caller = new IdempotencyCaller
        {
            Source = source switch
            {
                "client-address" => IdempotencyCallerSource.ClientAddress,
                "header" => IdempotencyCallerSource.Header,
                _ => IdempotencyCallerSource.None,
            },
            Header = header,
        };
        await using var rig = await KeyedRig.StartAsync(Paid, new IdempotencyModel { Caller = caller });
        await rig.PostAsync("k", "a", "Authorization: Bearer one", "X-Tenant: one");

        // The same caller but for the header.
        var other = await rig.PostAsync("k", "a", "Authorization: Bearer two", "X-Tenant: two");

        Assert.Equal(header is null, other.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(header is null ? 1 : 2, rig.Backend.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\"open")]
    [InlineData("a, b")]
    [InlineData("\"\"")]
    public async Task Key_that_is_none_is_refused(string key)
    {
        await using var rig = await KeyedRig.StartAsync(Paid);

        var refused = await rig.PostAsync(key);

        Assert.Equal(400, refused.Status);
        Assert.Contains("urn:perdure:problem:idempotency-key-invalid", refused.Body, StringComparison.Ordinal);
        Assert.Equal(0, rig.Backend.Requests);
    }

    [Fact]
    public async Task Request_without_a_key_passes_unless_the_route_requires_one()
    {
        await using var rig = await KeyedRig.StartAsync(Paid);
        Assert.Equal(201, (await rig.SendAsync(HttpMethod.Post, "/pay", "a")).Status);

        await using var strict = await KeyedRig.StartAsync(Paid, new IdempotencyModel { Required = true });
        var refused = await strict.SendAsync(HttpMethod.Post, "/pay", "a");
        Assert.Equal(400, refused.Status);
        Assert.Contains("urn:perdure:problem:idempotency-key-missing", refused.Body, StringComparison.Ordinal);
        Assert.Equal(201, (await strict.SendAsync(HttpMethod.Get, "/pay", null)).Status);
        Assert.Equal(1, strict.Backend.Requests);
    }

    [Fact]
    public async Task Body_is_compared_and_sent_whole_up_to_its_limit()
    {
        await using var rig = await KeyedRig.StartAsync(
            async context => await context.Response.WriteAsync((await new StreamReader(context.Request.Body).ReadToEndAsync()).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new IdempotencyModel { MaxBody = 200_000 });
        var fits = new string('x', 200_000);

        Assert.Equal("200000", (await rig.PostAsync("k", fits)).Body);
        Assert.Equal("200000", (await rig.PostAsync("k", fits)).Body);
        Assert.Equal(422, (await rig.PostAsync("k", fits[1..] + "y")).Status);
        Assert.Equal(413, (await rig.PostAsync("l", fits + "x")).Status);
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/pay") { Content = new StreamContent(new Unknown(Encoding.ASCII.GetBytes(fits + "x"))) };
        Assert.Equal(413, (await KeyedRig.SendAsync(rig.Client, chunked, "Idempotency-Key: m")).Status);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Answer_too_large_to_be_kept_is_given_once_and_never_executed_again()
    {
        await using var rig = await KeyedRig.StartAsync(context => context.Response.WriteAsync(new string('x', 50_000)), new IdempotencyModel { MaxBody = 10_000 });

        var first = await rig.PostAsync("k");
        var second = await rig.PostAsync("k");

        Assert.Equal((200, 50_000), (first.Status, first.Body.Length));
        Assert.Equal(409, second.Status);
        Assert.Contains("urn:perdure:problem:answer-not-kept", second.Body, StringComparison.Ordinal);
        Assert.Contains("details=\"200\"", second.Headers["Proxy-Status"], StringComparison.Ordinal);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task Final_answer_is_kept_whatever_it_says(int status)
    {
        await using var rig = await KeyedRig.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        using var client = new HttpClient(handler) { BaseAddress = rig.Gateway.Url };

        for (var time = 0; time < 2; time++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/pay");
            Assert.Equal(status, (await KeyedRig.SendAsync(client, request, "Idempotency-Key: k")).Status);
        }

        Assert.Equal(1, rig.Backend.Requests);
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(503, true)]
    [InlineData(501, false)]
    public async Task Key_is_free_again_when_the_service_says_that_it_did_nothing(int status, bool retryAfter)
    {
        var calls = 0;
        await using var rig = await KeyedRig.StartAsync(context =>
        {
            if (++calls == 2)
                return Paid(context);
            context.Response.StatusCode = status;
            if (retryAfter)
                context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });

        Assert.Equal(status, (await rig.PostAsync("k")).Status);
        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        Assert.Equal(201, (await rig.PostAsync("k")).Status);
        Assert.Equal(2, rig.Backend.Requests);
    }

    private static async Task Paid(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        context.Response.StatusCode = (int)HttpStatusCode.Created;
        context.Response.Headers.Location = "/payments/1";
        context.Response.Headers.SetCookie = new(["a=1", "b=2"]);
        await context.Response.WriteAsync("paid: " + body);
    }

    /// <summary>Bytes whose number is not told before.</summary>
    private sealed class Unknown(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
