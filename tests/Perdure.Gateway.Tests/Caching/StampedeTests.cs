using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

public sealed class StampedeTests
{
    [Fact]
    public async Task Thousand_requests_for_a_cold_page_fetch_it_once()
    {
        var go = new TaskCompletionSource();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            await go.Task;
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync("the page");
        });

        var all = Enumerable.Range(0, 1000).Select(_ => rig.GetAsync("/page")).ToArray();
        await Eventually.Async(() => rig.Gateway.Server.Routes[0].Counters.Cache.Misses == 1000, "all requests have arrived and found nothing");
        go.SetResult();
        var answers = await Task.WhenAll(all);

        Assert.All(answers, answer => Assert.Equal((200, "the page"), (answer.Status, answer.Body)));
        Assert.Equal(1, rig.Backend.Requests);
        var counters = rig.Gateway.Server.Routes[0].Counters.Cache;
        Assert.Equal(999, counters.Hits);
        // One that has just found nothing may still be on its way to the others who wait.
        Assert.InRange(counters.Shared, 950, 999);
    }

    [Fact]
    public async Task Thousand_requests_for_a_stale_page_ask_once()
    {
        var go = new TaskCompletionSource();
        var count = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref count) > 1)
                await go.Task;
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Age = count == 1 ? "100" : "0";
            context.Response.Headers.ETag = "\"1\"";
            await context.Response.WriteAsync($"page {count}");
        });
        Assert.Equal("page 1", (await rig.GetAsync("/page")).Body);
        count = 1;
        go = new TaskCompletionSource();

        var all = Enumerable.Range(0, 200).Select(_ => rig.GetAsync("/page", "Cookie: a=b")).ToArray();
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 200, "all requests have arrived");
        go.SetResult();
        var answers = await Task.WhenAll(all);

        Assert.All(answers, answer => Assert.Equal("page 2", answer.Body));
        Assert.Equal(2, rig.Backend.Requests);
    }

    [Fact]
    public async Task Answer_that_is_for_one_holds_nobody_up()
    {
        var go = new TaskCompletionSource();
        var count = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref count);
            context.Response.Headers.CacheControl = "private";
            // All but the first arrive only when it is known that they can't share.
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync($"{number}");
        });

        var all = Enumerable.Range(0, 20).Select(_ => rig.GetAsync("/me")).ToArray();
        await Eventually.Async(() => rig.Backend.Requests == 20, "all were sent while the first is unfinished");
        go.SetResult();

        Assert.Equal(20, (await Task.WhenAll(all)).Select(answer => answer.Body).Distinct().Count());
    }

    [Fact]
    public async Task Leader_that_goes_away_is_replaced()
    {
        var go = new TaskCompletionSource();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            await go.Task.WaitAsync(context.RequestAborted);
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync("the page");
        });
        using var leaves = new CancellationTokenSource();
        using var own = rig.Gateway.Client();
        var leader = own.GetAsync(new Uri("/page", UriKind.Relative), leaves.Token);
        await Eventually.Async(() => rig.Backend.Requests == 1, "the leader asks");
        var followers = Enumerable.Range(0, 20).Select(_ => rig.GetAsync("/page")).ToArray();
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 21, "the others wait");

        await leaves.CancelAsync();
        await Eventually.Async(() => rig.Backend.Requests == 2, "another asks");
        go.SetResult();

        Assert.All(await Task.WhenAll(followers), answer => Assert.Equal("the page", answer.Body));
        Assert.Equal(2, rig.Backend.Requests);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
    }

    [Fact]
    public async Task Follower_waits_no_longer_than_its_own_deadline()
    {
        var go = new TaskCompletionSource();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            await go.Task;
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync("the page");
        });
        var leader = rig.GetAsync("/page");
        await Eventually.Async(() => rig.Backend.Requests == 1, "the leader asks");

        var hurried = await rig.GetAsync("/page", "X-Request-Deadline: 50ms");
        go.SetResult();

        Assert.Equal(504, hurried.Status);
        Assert.Equal("the page", (await leader).Body);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Failure_does_not_end_the_sharing()
    {
        var fails = true;
        var go = new TaskCompletionSource();
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            if (fails)
            {
                context.Response.StatusCode = 500;
                return;
            }

            await go.Task;
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync("the page");
        });
        await rig.GetAsync("/page");
        fails = false;
        var before = rig.Backend.Requests;

        var all = Enumerable.Range(0, 50).Select(_ => rig.GetAsync("/page")).ToArray();
        await Eventually.Async(() => rig.Gateway.Server.InFlight == 50, "all requests have arrived");
        go.SetResult();

        Assert.All(await Task.WhenAll(all), answer => Assert.Equal("the page", answer.Body));
        Assert.Equal(before + 1, rig.Backend.Requests);
    }

    [Fact]
    public async Task Requests_without_time_neither_lead_the_others_astray_nor_make_the_service_look_ill()
    {
        var count = 0;
        await using var rig = await CacheRig.StartAsync(async context =>
        {
            // By its mark, not by its number: it may run out of time before it comes here.
            if (context.Request.Headers.ContainsKey("X-Hurried"))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Age = Interlocked.Increment(ref count) == 1 ? "100" : "0";
            await context.Response.WriteAsync("the page");
        });
        await rig.GetAsync("/page");

        var hurried = await rig.GetAsync("/page", "X-Request-Deadline: 50ms", "X-Hurried: yes");
        var calm = await rig.GetAsync("/page");

        Assert.Contains("details=\"stale\"", hurried.ProxyStatus, StringComparison.Ordinal);
        Assert.Equal(("the page", ""), (calm.Body, calm.ProxyStatus));
    }

    [Fact]
    public async Task Failed_fetch_is_tried_once_more_for_all_before_each_asks_for_itself()
    {
        var go = new TaskCompletionSource();
        var count = 0;
        await using var server = RawServerOf(async () =>
        {
            await go.Task;
            return Interlocked.Increment(ref count) == 1 ? null : "the page";
        });
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(server.Url) with { Retry = new RetryModel { Attempts = 1 } });
        await using var gateway = await TestGateway.StartAsync(model with { Routes = [model.Routes[0] with { Cache = new CacheModel() }] });
        using var client = gateway.Client();

        var all = Enumerable.Range(0, 50).Select(_ => client.GetAsync(new Uri("/page", UriKind.Relative))).ToArray();
        await Eventually.Async(() => gateway.Server.InFlight == 50, "all requests have arrived");
        go.SetResult();
        var answers = await Task.WhenAll(all);

        Assert.Equal(49, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(2, server.Requests);
    }

    private static RawServer RawServerOf(Func<Task<string?>> answer) => new(async (stream, _, cancel) =>
    {
        if (await answer() is { } body)
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancel);
    });
}
