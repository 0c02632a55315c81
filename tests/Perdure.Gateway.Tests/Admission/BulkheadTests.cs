using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Tests.Admission;

public sealed class BulkheadTests
{
    private static readonly BulkheadModel One = new() { MaxConcurrent = 1, MaxQueued = 0 };

    [Fact]
    public async Task Request_beyond_the_limit_is_answered_at_once_and_says_so()
    {
        await using var backend = await HeldBackend.StartAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with { Bulkhead = One });
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await backend.HoldsAsync(1);

        using var second = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal("urn:perdure:problem:overloaded", await ProblemOfAsync(second));
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        backend.Release();
        using var answered = await first;
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(1, backend.Requests);
        var counters = gateway.Server.Services[0].Counters;
        Assert.Equal((1, 0, 1), (counters.Shed, counters.Failed, counters.Good));
        Assert.Equal(1, gateway.Server.Services[0].Bulkhead!.Snapshot().ShedFor(ShedReason.QueueFull));
        Assert.Equal(0, gateway.Server.Services[0].Bulkhead!.Snapshot().InFlight);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Request_waits_for_a_place_and_gets_it(int version)
    {
        await using var backend = await HeldBackend.StartAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with
        {
            Bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 10, QueueTimeout = TimeSpan.FromSeconds(30) },
        });
        using var client = gateway.Client(new Version(version, version == 1 ? 1 : 0));
        var all = Enumerable.Range(0, 3).Select(_ => client.GetAsync("/")).ToList();
        await Eventually.Async(() => Snapshot(gateway).Queued == 2, "two wait");
        await backend.HoldsAsync(1);
        Assert.Equal(1, backend.Requests);

        backend.Release();

        foreach (var answer in await Task.WhenAll(all))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, Snapshot(gateway).Waited);
        Assert.Equal(1, backend.MostHeld);
        await Eventually.Async(() => Snapshot(gateway).InFlight == 0, "all places are free");
    }

    [Fact]
    public async Task Wait_ends_with_the_queue_time_out_although_nothing_else_happens()
    {
        await using var backend = await HeldBackend.StartAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with
        {
            Bulkhead = new BulkheadModel { MaxConcurrent = 1, QueueTimeout = TimeSpan.FromMilliseconds(30) },
        });
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await backend.HoldsAsync(1);

        using var second = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(1, Snapshot(gateway).ShedFor(ShedReason.QueueTimeout));
        backend.Release();
        (await first).Dispose();
    }

    [Fact]
    public async Task Client_that_leaves_while_it_waits_gives_its_place_in_the_queue_back()
    {
        await using var backend = await HeldBackend.StartAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with
        {
            Bulkhead = new BulkheadModel { MaxConcurrent = 1, QueueTimeout = TimeSpan.FromSeconds(30) },
        });
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await backend.HoldsAsync(1);
        using var impatient = new CancellationTokenSource();
        var second = client.GetAsync("/", impatient.Token);
        await Eventually.Async(() => Snapshot(gateway).Queued == 1, "one waits");

        await impatient.CancelAsync();

        await Eventually.Async(() => Snapshot(gateway).Queued == 0, "nobody waits");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        backend.Release();
        (await first).Dispose();
        using var third = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        await Eventually.Async(() => gateway.Server.Services[0].Counters.ClientGone == 1, "it counts as gone");
        Assert.Equal(2, backend.Requests);
    }

    [Fact]
    public async Task Critical_request_takes_the_place_in_the_queue_of_an_optional_one()
    {
        await using var backend = await HeldBackend.StartAsync();
        var service = TestGateway.ServiceOf(backend.Url) with
        {
            Bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 1, QueueTimeout = TimeSpan.FromSeconds(30) },
        };
        var model = TestGateway.ModelOf(service);
        model = model with
        {
            Routes =
            [
                TestGateway.Route("main", "/critical") with { Name = "critical", Tier = Tier.Critical },
                TestGateway.Route("main", "/*") with { Tier = Tier.Optional },
            ],
        };
        await using var gateway = await TestGateway.StartAsync(model);
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await backend.HoldsAsync(1);
        var optional = client.GetAsync("/");
        await Eventually.Async(() => Snapshot(gateway).Queued == 1, "the optional one waits");

        var critical = client.GetAsync("/critical");

        using var turnedAway = await optional;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, turnedAway.StatusCode);
        Assert.Equal(1, Snapshot(gateway).ShedByTier[2][(int)ShedReason.Displaced]);
        backend.Release();
        Assert.Equal(HttpStatusCode.OK, (await critical).StatusCode);
        (await first).Dispose();
    }

    [Fact]
    public async Task Route_has_a_bulkhead_of_its_own_beside_that_of_its_service()
    {
        await using var backend = await HeldBackend.StartAsync();
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url) with { Bulkhead = new BulkheadModel { MaxConcurrent = 5 } });
        model = model with { Routes = [TestGateway.Route("main", "/narrow") with { Name = "narrow", Bulkhead = One }, .. model.Routes] };
        await using var gateway = await TestGateway.StartAsync(model);
        using var client = gateway.Client();
        var first = client.GetAsync("/narrow");
        await backend.HoldsAsync(1);

        using var second = await client.GetAsync("/narrow");
        var other = client.GetAsync("/wide");
        await backend.HoldsAsync(2);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal((1, 2), (gateway.Server.Routes[0].Bulkhead!.Snapshot().InFlight, Snapshot(gateway).InFlight));
        backend.Release();
        (await first).Dispose();
        (await other).Dispose();
        Assert.Equal((0, 0), (gateway.Server.Routes[0].Bulkhead!.Snapshot().InFlight, Snapshot(gateway).InFlight));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upgraded_connection_holds_no_place(int version)
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
                return;
            using var accepted = await context.WebSockets.AcceptWebSocketAsync();
            await accepted.ReceiveAsync(new byte[10], context.RequestAborted);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with { Bulkhead = One });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        await socket.ConnectAsync(new UriBuilder(gateway.Url) { Scheme = "ws" }.Uri, invoker, limit.Token);
        using var client = gateway.Client();

        using var response = await client.GetAsync("/", limit.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(WebSocketState.Open, socket.State);
        socket.Abort();
        await Eventually.Async(() => gateway.Server.InFlight == 0, "the tunnel ended");
        Assert.Equal(0, Snapshot(gateway).InFlight);
    }

    [Fact]
    public async Task Reload_keeps_who_is_in_flight_and_changes_the_limit()
    {
        await using var backend = await HeldBackend.StartAsync();
        var service = TestGateway.ServiceOf(backend.Url) with { Bulkhead = One };
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await backend.HoldsAsync(1);
        var model = gateway.Server.Model with { Services = [service with { Bulkhead = One with { MaxConcurrent = 2 } }] };

        await gateway.Server.ReloadAsync(model, CancellationToken.None);

        Assert.Equal((1, 2), (Snapshot(gateway).InFlight, Snapshot(gateway).Limit));
        var second = client.GetAsync("/");
        await backend.HoldsAsync(2);
        using var third = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        backend.Release();
        (await first).Dispose();
        (await second).Dispose();
        Assert.Equal(0, Snapshot(gateway).InFlight);
    }

    [Fact]
    public async Task Slow_sender_holds_no_place_while_its_body_comes()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url) with { Bulkhead = One });
        using var slow = await RawClient.ConnectAsync(gateway.Address);
        await slow.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        await Eventually.Async(() => gateway.Server.InFlight == 1, "it has begun");
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await slow.SendAsync("cd");
        Assert.Contains("200 OK", await slow.ReadUntilAsync("200 OK"), StringComparison.Ordinal);
    }

    internal static async Task<string?> ProblemOfAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString();

    private static BulkheadSnapshot Snapshot(TestGateway gateway) => gateway.Server.Services[0].Bulkhead!.Snapshot();
}
