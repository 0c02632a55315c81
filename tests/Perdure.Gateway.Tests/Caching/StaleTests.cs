using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

public sealed class StaleTests
{
    // Stale on arrival: age is counted (RFC 9111, section 4.2.3), so no test waits for time to pass.
    private const string OldAge = "100";

    [Theory]
    [InlineData("max-age=60", true)]
    [InlineData("max-age=60, stale-if-error=10", false)]
    [InlineData("max-age=60, stale-if-error=100", true)]
    [InlineData("max-age=60, must-revalidate", false)]
    [InlineData("max-age=60, proxy-revalidate", false)]
    [InlineData("max-age=60, no-cache", false)]
    [InlineData("s-maxage=60", false)]
    [InlineData("s-maxage=60, stale-if-error=100", true)]
    public async Task Stale_answer_stands_in_for_a_failing_service_unless_it_forbids_it(string control, bool served)
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(new StoodTime(), Old(control, () => fails), new CacheModel());
        await rig.GetAsync("/page");
        fails = true;

        var answer = await rig.GetAsync("/page");

        Assert.Equal(served ? (200, "page 1") : (503, "broken"), (answer.Status, answer.Body));
        if (!served)
            return;
        Assert.Equal("node-1; error=destination_unavailable; details=\"stale\"", answer.ProxyStatus);
        Assert.Contains("fwd=stale; ttl=-40", answer.CacheStatus, StringComparison.Ordinal);
        Assert.Contains("detail=stale-if-error", answer.CacheStatus, StringComparison.Ordinal);
        Assert.Equal(OldAge, answer.Headers["Age"]);
        Assert.Equal(1, rig.Gateway.Server.Routes[0].Counters.StaleServed);
        var service = rig.Gateway.Server.Services[0].Counters;
        Assert.Equal((1, 1, 0), (service.Good, service.Degraded, service.Failed));
    }

    [Fact]
    public async Task Route_can_switch_it_off()
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(Old("max-age=60", () => fails), new CacheModel { StaleIfError = TimeSpan.Zero });
        await rig.GetAsync("/page");
        fails = true;

        Assert.Equal(503, (await rig.GetAsync("/page")).Status);
    }

    [Fact]
    public async Task Stale_answer_stands_in_for_a_dead_service_and_nobody_waits_twice()
    {
        await using var rig = await CacheRig.StartAsync(Old("max-age=60", () => false));
        await rig.GetAsync("/page");
        await rig.Backend.DieAsync();

        for (var round = 0; round < 20; round++)
        {
            var answer = await rig.GetAsync("/page");
            Assert.Equal((200, "page 1"), (answer.Status, answer.Body));
            Assert.Contains("details=\"stale\"", answer.ProxyStatus, StringComparison.Ordinal);
        }

        var head = await rig.SendAsync(HttpMethod.Head, "/page");
        Assert.Equal((200, "6"), (head.Status, head.Headers["Content-Length"]));
        Assert.Equal(503, (await rig.GetAsync("/other")).Status);
        Assert.Equal(21, rig.Gateway.Server.Routes[0].Counters.StaleServed);
    }

    [Fact]
    public async Task Service_that_comes_back_is_noticed_behind_a_stale_answer()
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(Old("max-age=60", () => fails));
        await rig.GetAsync("/page");
        fails = true;
        Assert.Equal("page 1", (await rig.GetAsync("/page")).Body);
        fails = false;

        await Eventually.Async(async () => (await rig.GetAsync("/page")).Body != "page 1", "a new answer");
    }

    [Fact]
    public async Task Look_behind_a_stale_answer_that_fails_again_counts_for_nobody()
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(Old("max-age=60, stale-while-revalidate=600", () => fails));
        await rig.GetAsync("/page");
        fails = true;

        await rig.GetAsync("/page");
        await Eventually.Async(() => rig.Backend.Requests >= 2 && rig.Gateway.Server.InFlight == 0, "the failed refresh");

        Assert.Equal(0, rig.Gateway.Server.Routes[0].Counters.StaleServed);
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_replaced_by_the_stale_one()
    {
        var count = 0;
        await using var server = RawServer.Keeping(_ => ++count == 1
            ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nAge: 100\r\nContent-Length: 4\r\n\r\nold!"
            : "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnew\r\nnonsense\r\n");
        await using var gateway = await StartAsync(server.Url);
        using var client = gateway.Client();
        await client.GetStringAsync(new Uri("/page", UriKind.Relative));

        using var response = await client.GetAsync(new Uri("/page", UriKind.Relative));

        Assert.Equal("old!", await response.Content.ReadAsStringAsync());
        Assert.Contains("stale", response.Headers.GetValues("Proxy-Status").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_an_error_and_no_piece_of_an_answer()
    {
        await using var server = RawServer.Keeping(_ => "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnew\r\nnonsense\r\n");
        await using var gateway = await StartAsync(server.Url);
        using var client = gateway.Client();

        using var response = await client.GetAsync(new Uri("/page", UriKind.Relative));

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal(0, gateway.Server.Cache.Answers);
    }

    [Fact]
    public async Task Stale_answer_is_served_at_once_while_a_new_one_is_fetched()
    {
        var go = new TaskCompletionSource();
        var count = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref count);
            if (number > 1)
                await go.Task;
            context.Response.Headers.CacheControl = "max-age=60, stale-while-revalidate=600";
            context.Response.Headers.Age = number == 1 ? OldAge : "0";
            await context.Response.WriteAsync($"page {number} {context.Request.Headers.Cookie}");
        });
        await rig.GetAsync("/page");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rig.GetAsync("/page", "Cookie: who=me", "If-None-Match: \"x\"")));
        Assert.All(answers, answer => Assert.Equal(("page 1 ", true, ""), (answer.Body, answer.IsHit, answer.ProxyStatus)));
        await Eventually.Async(() => rig.Backend.Requests == 2, "the refresh");
        go.SetResult();

        // The refresh does not carry the cookie of the one who happened to come.
        await Eventually.Async(async () => (await rig.GetAsync("/page")).Body == "page 2 ", "the new answer");
        Assert.Equal(2, rig.Backend.Requests);
        Assert.True(rig.Gateway.Server.Routes[0].Counters.Cache.Refreshing >= 50);
    }

    [Fact]
    public async Task Stopping_node_waits_for_a_refresh()
    {
        var go = new TaskCompletionSource();
        var count = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref count) > 1)
                await go.Task;
            context.Response.Headers.CacheControl = "max-age=60, stale-while-revalidate=600";
            context.Response.Headers.Age = OldAge;
            await context.Response.WriteAsync("page");
        });
        await rig.GetAsync("/page");
        await rig.GetAsync("/page");
        await Eventually.Async(() => rig.Backend.Requests == 2 && rig.Gateway.Server.InFlight == 1, "the refresh");

        var stopping = rig.Gateway.Server.StopAsync(CancellationToken.None);
        await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        Assert.False(stopping.IsCompleted);
        go.SetResult();

        await stopping.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, rig.Gateway.Server.InFlight);
    }

    [Fact]
    public async Task Unsafe_request_of_unknown_fate_leaves_the_answer_for_the_case_of_need()
    {
        var fails = false;
        await using var rig = await CacheRig.StartAsync(CacheTests.Answer("max-age=60", context =>
        {
            if (fails || context.Request.Method == "POST")
                context.Abort();
        }));
        await rig.GetAsync("/page");
        await rig.SendAsync(HttpMethod.Post, "/page");
        var renewed = await rig.GetAsync("/page");
        await rig.SendAsync(HttpMethod.Post, "/page");
        fails = true;

        Assert.Equal("GET /page 3", renewed.Body);
        Assert.Equal("GET /page 3", (await rig.GetAsync("/page")).Body);
    }

    private static async Task<TestGateway> StartAsync(Uri url)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(url));
        return await TestGateway.StartAsync(model with { Routes = [model.Routes[0] with { Cache = new CacheModel() }] });
    }

    private static RequestDelegate Old(string control, Func<bool> fails)
    {
        var count = 0;
        return async context =>
        {
            if (fails())
            {
                context.Response.StatusCode = 503;
                await context.Response.WriteAsync("broken");
                return;
            }

            context.Response.Headers.CacheControl = control;
            context.Response.Headers.Age = OldAge;
            context.Response.Headers.ETag = "\"1\"";
            await context.Response.WriteAsync($"page {Interlocked.Increment(ref count)}");
        };
    }
}
