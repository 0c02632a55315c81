using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Failures;

public sealed class RetryTests
{
    private static readonly Func<HttpContext, Task> Good = context => context.Response.WriteAsync("good");

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Refused_connection_is_retried_elsewhere_whatever_the_method(string method)
    {
        await using var backend = await TestBackend.StartAsync(new RequestDelegate(Good));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(RawServer.Nobody(), RawServer.Nobody(), backend.Url));
        using var client = gateway.Client();

        for (var at = 0; at < 20; at++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = method == "POST" ? new StringContent("body") : null };
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Reset_is_retried_elsewhere_for_a_get()
    {
        await using var broken = new RawServer((_, _, _) => Task.CompletedTask);
        await using var backend = await TestBackend.StartAsync(new RequestDelegate(Good));
        await using var gateway = await TestGateway.StartAsync(InTurn(broken.Url, backend.Url));
        using var client = gateway.Client();

        for (var at = 0; at < 10; at++)
            Assert.Equal("good", await client.GetStringAsync("/"));

        Assert.InRange(broken.Requests, 1, 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_is_not_retried_for_a_post_that_may_have_been_executed(bool withBody)
    {
        await using var broken = new RawServer((_, _, _) => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(broken.Url));
        using var client = gateway.Client();

        using var response = await client.PostAsync("/", withBody ? new StringContent("body") : null);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, broken.Requests);
    }

    [Fact]
    public async Task Kept_connection_that_breaks_under_a_post_without_a_body_is_not_sent_again()
    {
        var served = 0;
        await using var broken = new RawServer(async (stream, _, cancel) =>
        {
            if (Interlocked.Increment(ref served) > 1)
                return;
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), cancel);
            // The second request arrives on the same connection and gets a closed one for an answer.
            var buffer = new byte[1024];
            if (await stream.ReadAsync(buffer, cancel) > 0)
                Interlocked.Increment(ref served);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(broken.Url));
        using var client = gateway.Client();

        using var first = await client.PostAsync("/", null);
        using var second = await client.PostAsync("/", null);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, second.StatusCode);
        Assert.Equal(2, served);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_with_an_idempotency_key_is_retried(bool chunked)
    {
        await using var broken = new RawServer((_, _, _) => Task.CompletedTask);
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var gateway = await TestGateway.StartAsync(InTurn(broken.Url, backend.Url));
        using var client = gateway.Client();

        for (var at = 0; at < 6; at++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("replayed") };
            request.Headers.Add("Idempotency-Key", $"\"{at}\"");
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await client.SendAsync(request);
            Assert.Equal("replayed", await response.Content.ReadAsStringAsync());
        }

        Assert.True(broken.Requests > 0);
    }

    [Fact]
    public async Task Failing_status_is_retried_elsewhere_and_a_last_one_is_handed_on()
    {
        await using var failing = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("own words");
        });
        await using var backend = await TestBackend.StartAsync(new RequestDelegate(Good));
        await using var both = await TestGateway.StartAsync(InTurn(failing.Url, backend.Url));
        await using var alone = await TestGateway.StartAsync(TestGateway.ServiceOf(failing.Url) with { Retry = new RetryModel { Attempts = 2 } });
        using var client = both.Client();
        using var aloneClient = alone.Client();

        for (var at = 0; at < 10; at++)
            Assert.Equal("good", await client.GetStringAsync("/"));
        using var response = await aloneClient.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("own words", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Answer_is_not_thrown_away_for_a_retry_that_nobody_can_take()
    {
        await using var failing = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("own words");
        });
        await using var other = await TestBackend.StartAsync(new RequestDelegate(Good));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(failing.Url, other.Url));
        var pool = gateway.Server.Services[0].Pool;
        pool.Drain(pool.Find("main-2")!, gateway.Server.NowMs);
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("own words", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task Request_that_breaks_two_instances_is_not_sent_to_a_third()
    {
        var broken = Enumerable.Range(0, 4).Select(_ => new RawServer((_, _, _) => Task.CompletedTask)).ToList();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf([.. broken.Select(server => server.Url)]) with { Retry = new RetryModel { Attempts = 4 } });
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");
        var requests = broken.Sum(server => server.Requests);
        foreach (var server in broken)
            await server.DisposeAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Nothing_was_sent_is_only_said_when_it_is_true()
    {
        await using var broken = new RawServer((_, _, _) => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(InTurn(broken.Url, RawServer.Nobody()) with { Retry = new RetryModel { Attempts = 2 } });
        using var client = gateway.Client();

        for (var at = 0; at < 4; at++)
        {
            using var response = await client.GetAsync("/");
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        }
    }

    [Fact]
    public async Task Body_over_the_replay_limit_streams_on_and_is_not_retried()
    {
        await using var broken = new RawServer(async (stream, _, cancel) =>
        {
            var buffer = new byte[64 * 1024];
            var total = 0;
            while (total < 200_000 && await stream.ReadAsync(buffer, cancel) is > 0 and var read)
                total += read;
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(broken.Url));
        using var client = gateway.Client();

        using var response = await client.PutAsync("/", new ByteArrayContent(new byte[200_000]));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, broken.Requests);
    }

    [Fact]
    public async Task Attempt_that_times_out_is_retried_elsewhere()
    {
        await using var hanging = new RawServer((_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel));
        await using var backend = await TestBackend.StartAsync(new RequestDelegate(Good));
        var service = InTurn(hanging.Url, backend.Url) with
        {
            Timeouts = TestGateway.Patient with { Attempt = TimeSpan.FromMilliseconds(100) },
            // The good one may take that long, too, where the machine stands still.
            Retry = new RetryModel { Attempts = 10, Budget = 1 },
        };
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();

        for (var at = 0; at < 6; at++)
            Assert.Equal("good", await client.GetStringAsync("/"));

        Assert.True(hanging.Requests > 0);
    }

    // In turn, so that the bad instance is certainly met.
    private static ServiceModel InTurn(params Uri[] urls) =>
        TestGateway.ServiceOf(urls) with { Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin } };
}
