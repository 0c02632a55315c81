using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Hedging;

public sealed class HedgingTests
{
    [Theory]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http2)]
    public async Task Late_request_is_answered_by_another_instance_and_the_first_is_cancelled(HttpProtocols spoken, UpstreamProtocol protocol)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stuck = await TestBackend.StartAsync(context => IsWarmUp(context) ? Task.CompletedTask : UntilAbortedAsync(context, aborted), spoken);
        await using var quick = await TestBackend.StartAsync(context => context.Response.WriteAsync("quick"), spoken);
        await using var gateway = await StartAsync(protocol, stuck.Url, quick.Url);
        using var client = gateway.Client();

        await WarmUpAsync(client);

        Assert.Equal("quick", await client.GetStringAsync("/late"));

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(1, CountersOf(gateway).Hedges);
        Assert.Equal(1, CountersOf(gateway).HedgesWon);
        await NothingIsInFlightAsync(gateway);
    }

    [Theory]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", false)]
    [InlineData("POST", true)]
    public async Task What_may_not_run_twice_at_a_time_is_sent_once(string method, bool withKey)
    {
        var executed = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RequestDelegate slow = async context =>
        {
            if (IsWarmUp(context))
                return;
            if (Interlocked.Increment(ref executed) == 2)
                both.TrySetResult();
            // What has a key is answered when both copies are there; of the rest none must come however long it takes.
            await (withKey ? both.Task : Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System));
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        };
        await using var one = await TestBackend.StartAsync(slow);
        await using var other = await TestBackend.StartAsync(slow);
        await using var gateway = await StartAsync(UpstreamProtocol.Http1, one.Url, other.Url);
        using var client = gateway.Client();
        await WarmUpAsync(client);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = new StringContent("the body") };
        if (withKey)
            request.Headers.Add("Idempotency-Key", "\"1\"");
        using var response = await client.SendAsync(request);

        Assert.Equal("the body", await response.Content.ReadAsStringAsync());
        Assert.Equal(withKey ? 2 : 1, executed);
        Assert.Equal(withKey ? 1 : 0, CountersOf(gateway).Hedges);
        await NothingIsInFlightAsync(gateway);
    }

    [Fact]
    public async Task First_copy_wins_when_it_is_sooner_after_all()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await TestBackend.StartAsync(async context =>
        {
            if (IsWarmUp(context))
                return;
            await second.Task;
            await context.Response.WriteAsync("first");
        });
        await using var stuck = await TestBackend.StartAsync(context =>
        {
            if (IsWarmUp(context))
                return Task.CompletedTask;
            second.TrySetResult();
            return UntilAbortedAsync(context, null);
        });
        await using var gateway = await StartAsync(UpstreamProtocol.Http1, first.Url, stuck.Url);
        using var client = gateway.Client();
        await WarmUpAsync(client);

        Assert.Equal("first", await client.GetStringAsync("/late"));

        Assert.Equal(1, CountersOf(gateway).Hedges);
        Assert.Equal(0, CountersOf(gateway).HedgesWon);
        await NothingIsInFlightAsync(gateway);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bad_end_does_not_win_while_the_other_copy_is_out(bool byReset)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await TestBackend.StartAsync(async context =>
        {
            if (IsWarmUp(context))
                return;
            await release.Task;
            await context.Response.WriteAsync("good");
        });
        await using var bad = await TestBackend.StartAsync(context =>
        {
            if (IsWarmUp(context))
                return Task.CompletedTask;
            // The first copy is answered well only after this one has ended badly.
            _ = Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System).ContinueWith(_ => release.TrySetResult(), TaskScheduler.Default);
            if (byReset)
                context.Abort();
            else
                context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(UpstreamProtocol.Http1, first.Url, bad.Url);
        using var client = gateway.Client();
        await WarmUpAsync(client);

        Assert.Equal("good", await client.GetStringAsync("/late"));

        Assert.Equal(1, CountersOf(gateway).Hedges);
        Assert.Equal(0, CountersOf(gateway).HedgesWon);
        Assert.Equal(0, CountersOf(gateway).Retries);
        await NothingIsInFlightAsync(gateway);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_both_end_badly_an_answer_is_better_than_none(bool byReset)
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var failing = await TestBackend.StartAsync(async context =>
        {
            if (IsWarmUp(context))
                return;
            await second.Task;
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("own words");
        });
        await using var hanging = await TestBackend.StartAsync(context =>
        {
            if (IsWarmUp(context))
                return Task.CompletedTask;
            second.TrySetResult();
            if (!byReset)
                return UntilAbortedAsync(context, null);
            context.Abort();
            return Task.CompletedTask;
        });
        var service = ServiceOf(UpstreamProtocol.Http1, failing.Url, hanging.Url) with
        {
            Retry = new RetryModel { Attempts = 1 },
            // Within it both copies must be there and the first be answered.
            Timeouts = TestGateway.Patient with { Attempt = TimeSpan.FromSeconds(byReset ? 60 : 5) },
        };
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();
        await WarmUpAsync(client);

        using var response = await client.GetAsync("/late");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("own words", await response.Content.ReadAsStringAsync());
        await NothingIsInFlightAsync(gateway);
    }

    [Fact]
    public async Task Client_that_goes_away_ends_both_copies()
    {
        var arrived = new SemaphoreSlim(0);
        var aborted = new SemaphoreSlim(0);
        RequestDelegate hang = async context =>
        {
            if (IsWarmUp(context))
                return;
            arrived.Release();
            await UntilAbortedAsync(context, null);
            aborted.Release();
        };
        await using var one = await TestBackend.StartAsync(hang);
        await using var other = await TestBackend.StartAsync(hang);
        await using var gateway = await StartAsync(UpstreamProtocol.Http1, one.Url, other.Url);
        using var client = gateway.Client();
        await WarmUpAsync(client);

        using (var gone = new CancellationTokenSource())
        {
            var asking = client.GetAsync("/late", gone.Token);
            Assert.True(await arrived.WaitAsync(60_000) && await arrived.WaitAsync(60_000));
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        Assert.True(await aborted.WaitAsync(60_000) && await aborted.WaitAsync(60_000));
        await NothingIsInFlightAsync(gateway);
        await Eventually.Async(() => CountersOf(gateway).ClientGone == 1, "the client is known to be gone");
        // And a service that has had races serves on.
        Assert.Equal(1, CountersOf(gateway).Hedges);
    }

    [Fact]
    public async Task Hedging_stays_within_its_budget()
    {
        await using var one = await TestBackend.StartAsync(SlowAsync);
        await using var other = await TestBackend.StartAsync(SlowAsync);
        var service = ServiceOf(UpstreamProtocol.Http1, one.Url, other.Url);
        await using var gateway = await TestGateway.StartAsync(service with { Hedge = service.Hedge! with { After = TimeSpan.FromMilliseconds(1), Budget = 0.1 } });
        using var client = gateway.Client();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetStringAsync("/")));

        Assert.InRange(CountersOf(gateway).Hedges, 1, 10);
        // A second copy that has lost before it was read is no request at the instance.
        Assert.InRange(one.Requests + other.Requests, 100, 100 + CountersOf(gateway).Hedges);

        static async Task SlowAsync(HttpContext context)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
            await context.Response.WriteAsync("done");
        }
    }

    [Fact]
    public async Task Delay_is_the_live_percentile_unless_it_is_given()
    {
        var stuck = 0;
        await using var one = await TestBackend.StartAsync(ServeAsync);
        await using var other = await TestBackend.StartAsync(ServeAsync);
        var service = ServiceOf(UpstreamProtocol.Http1, one.Url, other.Url) with { Hedge = new HedgeModel { Budget = 0.5 } };
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();
        await WarmUpAsync(client);
        await WarmUpAsync(client);
        await Eventually.Async(() => gateway.Server.Services[0].Pool.LatencyUs(0.95) > 0, "the percentile is known");

        Assert.Equal("served", await client.GetStringAsync("/late"));

        Assert.Equal(1, stuck);
        await NothingIsInFlightAsync(gateway);

        async Task ServeAsync(HttpContext context)
        {
            if (!IsWarmUp(context) && Interlocked.Exchange(ref stuck, 1) == 0)
                await UntilAbortedAsync(context, null);
            else
                await context.Response.WriteAsync("served");
        }
    }

    private static ServiceModel ServiceOf(UpstreamProtocol protocol, params Uri[] urls) => TestGateway.ServiceOf(urls) with
    {
        Protocol = protocol,
        // In turn, so that the first one certainly gets the first copy.
        Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin },
        CircuitBreaker = new CircuitBreakerModel { Enabled = false },
        OutlierDetection = new OutlierDetectionModel { Enabled = false },
        Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(20), Budget = 0.5 },
    };

    private static Task<TestGateway> StartAsync(UpstreamProtocol protocol, params Uri[] urls) => TestGateway.StartAsync(ServiceOf(protocol, urls));

    // Earns budget, by requests that are never doubled; an even number, so that it is the first one's turn again.
    private static async Task WarmUpAsync(HttpClient client)
    {
        for (var at = 0; at < 20; at++)
            using (await client.PostAsync("/warm", null))
            {
            }
    }

    private static Task NothingIsInFlightAsync(TestGateway gateway) => Eventually.Async(
        () => gateway.Server.InFlight == 0 && gateway.Server.Services[0].Pool.Instances.All(instance => instance.InFlight == 0), "nothing is in flight");

    private static bool IsWarmUp(HttpContext context) => context.Request.Path == "/warm";

    private static ServiceCounters CountersOf(TestGateway gateway) => gateway.Server.Services[0].Counters;

    private static async Task UntilAbortedAsync(HttpContext context, TaskCompletionSource? aborted)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        aborted?.TrySetResult();
    }
}
