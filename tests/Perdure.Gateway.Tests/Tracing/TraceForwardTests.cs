using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tests.Deferral;
using Perdure.Gateway.Tests.Support;
using Perdure.Gateway.Tracing;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Tracing;

/// <summary>What instances are given of a trace, over real sockets.</summary>
public sealed class TraceForwardTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";

    private readonly ConcurrentQueue<(string Parent, string State)> _given = new();
    private readonly TracesSeen _seen = new();

    [Theory]
    [InlineData(Parent, "a=1")]
    [InlineData("ff-not-a-trace", "B=")]
    public async Task Without_anybody_who_keeps_traces_the_clients_headers_go_on_as_they_came(string parent, string state)
    {
        await using var backend = await TestBackend.StartAsync(OkAsync);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        await GetAsync(gateway, parent, state);
        await GetAsync(gateway, null, null);

        Assert.Equal([(parent, state), ("", "")], _given);
    }

    [Fact]
    public async Task Who_wants_no_attempts_is_told_the_trace_of_the_client_and_changes_nothing()
    {
        await using var backend = await TestBackend.StartAsync(OkAsync);
        var ids = new ConcurrentQueue<string>();
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url)), observer: new IdsSeen(ids));

        await GetAsync(gateway, Parent, "a=1");
        await GetAsync(gateway, "nonsense", null);
        await Eventually.Async(() => ids.Count == 2, "both have ended");

        Assert.Equal([(Parent, "a=1"), ("nonsense", "")], _given);
        Assert.Equal([TraceId, "00000000000000000000000000000000"], ids);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http2)]
    public async Task Instance_is_given_the_span_of_the_attempt_in_the_clients_trace(HttpProtocols spoken, UpstreamProtocol protocol)
    {
        await using var backend = await TestBackend.StartAsync(OkAsync, spoken);
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url) with { Protocol = protocol });

        await GetAsync(gateway, Parent, "a=1");

        var seen = await _seen.OneAsync();
        Assert.Equal([(seen.Attempts[0].Sent, "a=1")], _given);
        Assert.StartsWith($"00-{TraceId}-", seen.Attempts[0].Sent, StringComparison.Ordinal);
        Assert.EndsWith("-01", seen.Attempts[0].Sent, StringComparison.Ordinal);
        Assert.Equal(0xb7ad6b7169203331UL, seen.Parent);
        Assert.Equal((AttemptReason.First, 200, "Success"), (seen.Attempts[0].Reason, seen.Attempts[0].Status, seen.Attempts[0].Result));
    }

    [Fact]
    public async Task Broken_context_begins_a_new_trace_and_its_state_goes_no_further()
    {
        await using var backend = await TestBackend.StartAsync(OkAsync);
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url));

        await GetAsync(gateway, $"00-{TraceId.ToUpperInvariant()}-b7ad6b7169203331-01", "a=1");

        var seen = await _seen.OneAsync();
        Assert.Equal([(seen.Attempts[0].Sent, "")], _given);
        Assert.DoesNotContain(TraceId, seen.Attempts[0].Sent, StringComparison.Ordinal);
        Assert.EndsWith("-00", seen.Attempts[0].Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_retry_has_a_span_of_its_own()
    {
        var asked = 0;
        await using var backend = await TestBackend.StartAsync(context =>
        {
            Note(context);
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url, backend.Url));

        await GetAsync(gateway, Parent, null);

        var seen = await _seen.OneAsync();
        Assert.Equal(2, seen.Attempts.Select(attempt => attempt.Sent).Distinct().Count());
        Assert.Equal(seen.Attempts.Select(attempt => attempt.Sent), _given.Select(given => given.Parent));
        Assert.Equal([(AttemptReason.First, 503), (AttemptReason.Retry, 200)], seen.Attempts.Select(attempt => (attempt.Reason, attempt.Status)));
    }

    [Fact]
    public async Task Connection_that_is_refused_is_an_attempt_too()
    {
        await using var backend = await TestBackend.StartAsync(OkAsync);
        await using var gateway = await StartAsync(TestGateway.ServiceOf(RawServer.Nobody(), backend.Url) with { Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin } });

        await GetAsync(gateway, Parent, null);

        var seen = await _seen.OneAsync();
        Assert.Equal(["ConnectFailed", "None"], seen.Attempts.Select(attempt => attempt.Fault));
        Assert.Equal(["main-1", "main-2"], seen.Attempts.Select(attempt => attempt.Instance));
    }

    [Fact]
    public async Task Second_copy_has_a_span_of_its_own_and_the_loser_ends_with_it()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stuck = await TestBackend.StartAsync(async context =>
        {
            Note(context);
            if (context.Request.Method != "GET")
                return;
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var quick = await TestBackend.StartAsync(async context =>
        {
            // The first copy must have come, too, however slowly.
            if (context.Request.Method == "GET")
                await asked.Task;
            await OkAsync(context);
        });
        await using var gateway = await StartAsync(TestGateway.ServiceOf(stuck.Url, quick.Url) with
        {
            Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin },
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
            OutlierDetection = new OutlierDetectionModel { Enabled = false },
            Hedge = new HedgeModel { After = TimeSpan.FromMilliseconds(20), Budget = 0.5 },
        });
        using var client = gateway.Client();
        // Earns budget; an even number, so that it is the first one's turn again.
        for (var at = 0; at < 20; at++)
            using (await client.PostAsync("/warm", null))
            {
            }

        await GetAsync(gateway, Parent, null);

        var seen = await _seen.OneAsync(seen => seen.Method == "GET");
        Assert.Equal([(AttemptReason.First, "Outrun"), (AttemptReason.Hedge, "Success")], seen.Attempts.Select(attempt => (attempt.Reason, attempt.Result)));
        Assert.Equal(
            seen.Attempts.Select(attempt => attempt.Sent).Order(),
            _given.Select(given => given.Parent).Where(given => given.Contains(TraceId, StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task WebSocket_carries_the_trace()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            Note(context);
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("traceparent", Parent);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await socket.ConnectAsync(new UriBuilder(gateway.Url) { Scheme = "ws" }.Uri, limit.Token);
        await socket.ReceiveAsync(new byte[10], limit.Token);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", limit.Token);

        var seen = await _seen.OneAsync();
        Assert.Equal([(seen.Attempts[0].Sent, "")], _given);
        Assert.Equal((101, "Success"), (seen.Attempts[0].Status, seen.Attempts[0].Result));
    }

    [Fact]
    public async Task Grpc_carries_the_trace_over_http2()
    {
        await using var backend = await TestBackend.StartAsync(
            context =>
            {
                Note(context);
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                return Task.CompletedTask;
            },
            HttpProtocols.Http2);
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(HttpVersion.Version20);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop.Catalog/Find") { Version = HttpVersion.Version20, Content = new ByteArrayContent([0, 0, 0, 0, 0]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("traceparent", Parent);

        using var answer = await client.SendAsync(request);

        var seen = await _seen.OneAsync();
        Assert.Equal([(seen.Attempts[0].Sent, "")], _given);
    }

    [Fact]
    public async Task Other_service_that_stands_in_is_asked_in_the_same_trace()
    {
        await using var failing = await TestBackend.StartAsync(context =>
        {
            Note(context);
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var other = await TestBackend.StartAsync(OkAsync);
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(failing.Url) with { Retry = new RetryModel { Attempts = 1 } }, TestGateway.ServiceOf(other.Url) with { Name = "other" });
        await using var gateway = await TestGateway.StartAsync(
            model with { Routes = [.. model.Routes.Select(route => route.Name == "main" ? route with { Fallbacks = [new FallbackModel { Service = "other" }] } : route)] }, observer: _seen);

        await GetAsync(gateway, Parent, null);

        var seen = await _seen.OneAsync();
        Assert.Equal(OutcomeKind.Degraded, seen.Outcome);
        Assert.Equal([("main", AttemptReason.First), ("other", AttemptReason.First)], seen.Attempts.Select(attempt => (attempt.Service, attempt.Reason)));
        Assert.Equal(seen.Attempts.Select(attempt => attempt.Sent), _given.Select(given => given.Parent));
        Assert.Equal((TraceEventKind.Fallback, "other"), Assert.Single(seen.Events));
    }

    [Fact]
    public async Task Request_that_is_turned_away_has_no_attempt_and_its_answer_names_the_trace()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await TestBackend.StartAsync(context => release.Task);
        await using var gateway = await StartAsync(TestGateway.ServiceOf(backend.Url) with { Bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 0 } });
        using var client = gateway.Client();
        var first = client.GetAsync("/");
        await Eventually.Async(() => backend.Requests == 1, "the only place is taken");

        using var request = RequestOf(Parent, null);
        using var answer = await client.SendAsync(request);
        release.SetResult();
        using (await first)
        {
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TraceId, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("traceId").GetString());
        var seen = await _seen.OneAsync(seen => seen.Outcome == OutcomeKind.Shed);
        Assert.Equal(("queue-full", 0), (seen.ShedBy, seen.Attempts.Length));
    }

    [Fact]
    public async Task Request_that_is_sent_later_is_in_the_trace_of_who_brought_it()
    {
        await using var rig = await DeferRig.StartAsync(up: false, observer: _seen);
        rig.Answer = (context, _) =>
        {
            Note(context);
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("x") };
        request.Headers.Add("traceparent", Parent);
        request.Headers.Add("tracestate", "a=1");
        using (await rig.Client.SendAsync(request))
        {
        }

        await rig.SetUpAsync(true);

        var sent = await _seen.OneAsync(seen => seen is { Detached: true, Outcome: OutcomeKind.Answered });
        var accepted = await _seen.OneAsync(seen => !seen.Detached);
        Assert.Equal((TraceId, accepted.Context.SpanId, "a=1"), (sent.Context.TraceIdText, sent.Parent, sent.State));
        Assert.Equal([(sent.Attempts[0].Sent, "a=1")], _given);
    }

    private async Task GetAsync(TestGateway gateway, string? parent, string? state)
    {
        using var client = gateway.Client();
        using var request = RequestOf(parent, state);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static HttpRequestMessage RequestOf(string? parent, string? state)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (parent is not null)
            request.Headers.TryAddWithoutValidation("Traceparent", parent);
        if (state is not null)
            request.Headers.TryAddWithoutValidation("tracestate", state);
        return request;
    }

    private Task<TestGateway> StartAsync(ServiceModel service) => TestGateway.StartAsync(TestGateway.ModelOf(service) with
    {
        Telemetry = new TelemetryModel { Traces = new TracesModel { Sample = 0 } },
    }, observer: _seen);

    private Task OkAsync(HttpContext context)
    {
        Note(context);
        return context.Response.WriteAsync("ok");
    }

    private void Note(HttpContext context) => _given.Enqueue((context.Request.Headers.TraceParent.ToString(), context.Request.Headers.TraceState.ToString()));

    private sealed class IdsSeen(ConcurrentQueue<string> ids) : IRequestObserver
    {
        public RequestInterest Interest => RequestInterest.End;

        public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs) => ids.Enqueue($"{exchange.Notes.TraceIdHigh:x16}{exchange.Notes.TraceIdLow:x16}");
    }
}
