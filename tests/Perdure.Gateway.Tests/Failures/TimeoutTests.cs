using System.Net;
using System.Net.Sockets;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;
using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Gateway.Tests.Failures;

/// <summary>The four time-outs and the other reasons for a no, told apart.</summary>
public sealed class TimeoutTests
{
    [Fact]
    public async Task Connect_time_out_is_a_503_because_nothing_was_sent()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var url = new Uri($"http://{full.LocalEndPoint}");
        // Nobody accepts: once the backlog is full, further connections hang.
        var fillers = new List<Socket>();
        for (var at = 0; at < 4; at++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            fillers.Add(filler);
            _ = filler.ConnectAsync(full.LocalEndPoint!).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Eventually.Async(() => fillers.Count(filler => filler.Connected) >= 1, "the backlog fills");
        var service = TestGateway.ServiceOf(url) with
        {
            Timeouts = TestGateway.Patient with { Connect = TimeSpan.FromMilliseconds(200) },
            Retry = new RetryModel { Attempts = 1 },
        };
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();

        using var response = await client.PostAsync("/", new StringContent("x"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, gateway.Server.Services[0].Pool.Instances[0].InFlight);
        fillers.ForEach(filler => filler.Dispose());
    }

    [Fact]
    public async Task Deadline_of_the_caller_ends_a_request_before_the_attempt_would()
    {
        await using var hanging = new RawServer((_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(hanging.Url));
        using var client = gateway.Client();
        // It may be over before anything is sent; then another one has more time.
        var asked = 0;
        for (var deadlineMs = 150; hanging.Requests == 0; deadlineMs *= 2)
        {
            asked++;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Request-Deadline", $"{deadlineMs}ms" } } };
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        }

        // No second attempt follows.
        Assert.InRange(hanging.Requests, 1, asked);
    }

    [Fact]
    public async Task Forced_open_breakers_answer_503_without_asking_anybody()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        var pool = gateway.Server.Services[0].Pool;
        pool.ForceBreaker(pool.Instances[0], BreakerMode.Open, gateway.Server.NowMs);
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(0, instance.Requests);
    }

    [Fact]
    public async Task Retry_after_keeps_an_instance_free_for_a_while()
    {
        await using var busy = RawServer.Keeping(_ => "HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n");
        await using var free = RawServer.Keeping(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.ModelOf(TestGateway.ServiceOf(busy.Url, free.Url) with { Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin } }), time: new StoodTime());
        using var client = gateway.Client();

        for (var at = 0; at < 10; at++)
        {
            using var response = await client.GetAsync("/");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(1, busy.Requests);
    }

    [Fact]
    public async Task Exhausted_budget_hands_on_the_last_answer()
    {
        await using var failing = RawServer.Keeping(_ => "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nown");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(failing.Url) with
        {
            Retry = new RetryModel { Attempts = 10, Budget = 0, Backoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(1) },
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
        });
        using var client = gateway.Client();
        var counters = gateway.Server.Services[0].Counters;

        for (var at = 0; at < 50 && counters.BudgetRefusals == 0; at++)
        {
            using var response = await client.GetAsync("/");
            Assert.Equal("own", await response.Content.ReadAsStringAsync());
        }

        Assert.True(counters.BudgetRefusals > 0);
    }
}
