using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tests.Deferral;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Observing;

public sealed class RequestObserverTests
{
    [Fact]
    public async Task Deferred_request_and_its_page_end_once_each_and_what_is_sent_later_does_not_count()
    {
        var seen = new EndsSeen();
        await using var rig = await DeferRig.StartAsync(up: false, observer: seen);

        var location = await rig.DeferAsync("/payments", "pay");
        await rig.SetUpAsync(true);
        await rig.AskUntilAsync(location, "done");

        Assert.Equal(("POST", "main", 202), (seen.All[0].Method, seen.All[0].Route, seen.All[0].Status));
        Assert.True(seen.All[0].BytesOut > 0);
        Assert.All(seen.All.Skip(1), page => Assert.Equal(("GET", null, OutcomeKind.Answered, 200), (page.Method, page.Route, page.Kind, page.Status)));
    }

    [Fact]
    public async Task Second_copies_are_attempts_and_no_retries()
    {
        var seen = new EndsSeen();
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await TestBackend.StartAsync(
            context => context.Request.Method == "GET" ? stuck.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask);
        await using var quick = await TestBackend.StartAsync(context => context.Response.WriteAsync("quick"));
        var service = TestGateway.ServiceOf(slow.Url, quick.Url) with
        {
            Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(5), Budget = 0.5 }, Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin },
        };
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(service), observer: seen);
        using var client = gateway.Client();

        // Earns budget, by requests that are never doubled.
        for (var at = 0; at < 20; at++)
            using (await client.PostAsync("/warm", null))
            {
            }

        await Eventually.Async(
            async () =>
            {
                Assert.Equal("quick", await client.GetStringAsync("/"));
                return seen.All.Any(end => end.Hedges == 1);
            },
            "a request has a second copy");

        var hedged = seen.All.First(end => end.Hedges == 1);
        Assert.Equal(("main-2", 2, 0, 5), (hedged.Instance, hedged.Attempts, hedged.Retries, hedged.BytesOut));
        stuck.SetResult();
    }

    [Fact]
    public async Task Tried_again_on_another_instance_is_a_retry()
    {
        var seen = new EndsSeen();
        await using var well = await TestBackend.StartAsync(context => context.Response.WriteAsync("well"));
        var service = TestGateway.ServiceOf(RawServer.Nobody(), well.Url) with { Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin } };
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(service), observer: seen);
        using var client = gateway.Client();

        await client.GetStringAsync("/");
        await client.GetStringAsync("/");

        var retried = Assert.Single(seen.All, end => end.Attempts == 2);
        Assert.Equal(("main-2", 0, 1), (retried.Instance, retried.Hedges, retried.Retries));
    }

    [Fact]
    public async Task Nothing_is_told_of_requests_of_which_nothing_is_wanted()
    {
        var seen = new EndsSeen { Interest = RequestInterest.None };
        await using var well = await TestBackend.StartAsync(context => context.Response.WriteAsync("well"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(well.Url)), observer: seen);
        using var client = gateway.Client();

        await client.GetStringAsync("/");
        seen.Interest = RequestInterest.End;
        await client.GetStringAsync("/");
        await Eventually.Async(() => seen.All.Count > 0, "the second request is told");

        Assert.Single(seen.All);
    }

    [Fact]
    public async Task Captured_answers_are_counted_as_the_client_gets_them()
    {
        var seen = new EndsSeen();
        await using var well = await TestBackend.StartAsync(context => context.Response.WriteAsync(new string('x', 50_000)));
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(well.Url));
        model = model with { Routes = [model.Routes[0] with { Cache = new CacheModel { Ttl = TimeSpan.FromMinutes(1) } }] };
        await using var gateway = await TestGateway.StartAsync(model, observer: seen);
        using var client = gateway.Client();

        await client.GetStringAsync("/");
        await client.GetStringAsync("/");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        await Eventually.Async(() => seen.All.Count == 3, "all are told");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal([(1, 50_000), (0, 50_000), (0, 0)], seen.All.Select(end => (end.Attempts, end.BytesOut)));
    }
}
