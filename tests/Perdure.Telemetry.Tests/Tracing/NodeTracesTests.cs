using System.Collections.Concurrent;
using Perdure.Model;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Tracing;

/// <summary>From a request over a real socket to what a collector decodes.</summary>
public sealed class NodeTracesTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Sampled = $"00-{TraceId}-b7ad6b7169203331-01";
    private const string NotSampled = $"00-{TraceId}-b7ad6b7169203331-00";
    private const int Server = 2;
    private const int Client = 3;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Collector_gets_a_span_for_the_request_and_one_for_each_attempt(bool grpc, bool gzip)
    {
        var parents = new ConcurrentQueue<string>();
        await using var collector = await TraceCollector.StartAsync(grpc);
        await using var backend = await TestBackend.StartAsync(context =>
        {
            parents.Enqueue(context.Request.Headers.TraceParent.ToString());
            context.Response.StatusCode = parents.Count == 1 ? 503 : 200;
            return Task.CompletedTask;
        });
        await using var node = await Traced.StartAsync(
            Traced.Keeping(
                Measured.Model(service => service with { Balancing = new BalancingModel { Policy = BalancingPolicy.RoundRobin } }, null, backend.Url, backend.Url), 0),
            collector.Url,
            null,
            ("OTEL_EXPORTER_OTLP_PROTOCOL", grpc ? "grpc" : "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", gzip ? "gzip" : "none"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=gate%20ways"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,service.name=edge"));
        var before = TimeProvider.System.GetUtcNow();

        await node.GetAsync("/items?token=secret", Sampled, "a=1");

        var spans = await collector.SpansAsync(3);
        Assert.Equal(
            grpc
                ? "HTTP/2 POST /opentelemetry.proto.collector.trace.v1.TraceService/Export application/grpc gate ways"
                : "HTTP/1.1 POST /v1/traces application/x-protobuf gate ways",
            collector.Heads[0]);
        var resource = collector.Requests[0].ResourceSpans.Single().Resource.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
        Assert.Equal(("edge", "shop", "node-1", "0.1.0", "test"),
            (resource["service.name"], resource["service.namespace"], resource["service.instance.id"], resource["service.version"], resource["deployment.environment.name"]));
        Assert.Equal("Perdure", collector.Requests[0].ResourceSpans[0].ScopeSpans.Single().Scope.Name);

        var (request, first, second) = (spans[0], spans[1], spans[2]);
        Assert.Equal((Server, "GET /*", "b7ad6b7169203331", "a=1"), (request.Kind, request.Name, request.ParentId, request.Raw.TraceState));
        Assert.Equal(0x301u, request.Raw.Flags);
        Assert.Equal(
            ("GET", "/items", "http", "/*", "127.0.0.1", "200", "1.1", "all", "catalog", "standard", "answered", "sampled", "2"),
            (request["http.request.method"], request["url.path"], request["url.scheme"], request["http.route"], request["server.address"], request["http.response.status_code"],
                request["network.protocol.version"], request["perdure.route"], request["perdure.service"], request["perdure.tier"], request["perdure.outcome"], request["perdure.kept"],
                request["perdure.attempts"]));
        Assert.Equal("127.0.0.1", request["client.address"]);
        Assert.Null(request.Raw.Status);

        Assert.All(new[] { first, second }, attempt => Assert.Equal((Client, TraceId, request.SpanId, "GET catalog"), (attempt.Kind, attempt.TraceId, attempt.ParentId, attempt.Name)));
        Assert.Equal([$"00-{TraceId}-{first.SpanId}-01", $"00-{TraceId}-{second.SpanId}-01"], parents);
        Assert.Equal(("503", "503", 2, "first", null), (first["http.response.status_code"], first["error.type"], first.Raw.Status.Code, first["perdure.attempt.reason"], first["http.request.resend_count"]));
        Assert.Equal(
            ("200", null, "retry", "status", "1", "closed", "round-robin", "success"),
            (second["http.response.status_code"], second["error.type"], second["perdure.attempt.reason"], second["perdure.attempt.retry_of"], second["http.request.resend_count"],
                second["perdure.breaker"], second["perdure.balancing"], second["perdure.attempt.result"]));
        Assert.Equal(["catalog-1", "catalog-2"], new[] { first["perdure.instance"], second["perdure.instance"] }.Order());
        Assert.Equal(backend.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), second["server.port"]);

        // Attempts lie within their request, and that in the time of the test.
        Assert.All(spans, span => Assert.InRange(span.Raw.StartTimeUnixNano, (ulong)before.AddSeconds(-1).ToUnixTimeMilliseconds() * 1_000_000, span.Raw.EndTimeUnixNano));
        Assert.All(spans, span => Assert.InRange(span.Raw.EndTimeUnixNano, request.Raw.StartTimeUnixNano, request.Raw.EndTimeUnixNano));
        // No query string is told to anybody.
        Assert.DoesNotContain(spans.SelectMany(span => span.Attributes.Values), value => value.Contains("secret", StringComparison.Ordinal));
        await Eventually.Async(() => node.Traces.Counters.Exported == 1, "it is counted");
    }

    [Fact]
    public async Task Only_what_was_sampled_failed_or_was_slow_is_kept()
    {
        // For the gateway no time passes but here: nothing else can be slow.
        var clock = new SteppedClock();
        await using var collector = await TraceCollector.StartAsync();
        await using var backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/failing" ? 500 : context.Request.Path == "/missing" ? 404 : 200;
            if (context.Request.Path == "/slow")
                clock.Step(TimeSpan.FromMilliseconds(300));
            else if (context.Request.Path == "/")
                clock.Step(TimeSpan.FromMilliseconds(299));
            return Task.CompletedTask;
        });
        await using var node = await Traced.StartAsync(
            Traced.Keeping(
                Measured.Model(null, route => route with { Match = new RouteMatch { Path = "/*", Methods = ["GET"] } }, backend.Url), 0, TimeSpan.FromMilliseconds(300)),
            collector.Url,
            clock,
            TimeProvider.System);

        foreach (var path in (string[])["/", "/missing", "/failing", "/slow"])
            await node.GetAsync(path, NotSampled);
        // No route, by which every scanner's request ends.
        await node.SendAsync(HttpMethod.Delete, "/");
        await node.GetAsync("/sampled", Sampled);

        // The one that failed was tried again and again, and each has a batch of its own or not.
        var kept = await collector.RequestSpansAsync(3);
        Assert.Equal(
            [("/failing", "error", "500", 2), ("/slow", "slow", null, 0), ("/sampled", "sampled", null, 0)],
            kept.Select(span => (span["url.path"], span["perdure.kept"], span["error.type"], span.Raw.Status?.Code ?? 0)));
        // What the head decided is what is said of it.
        Assert.Equal([0x300u, 0x300u, 0x301u], kept.Select(span => span.Raw.Flags));
    }

    [Fact]
    public async Task Refused_request_has_its_own_path_without_what_is_secret()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var node = await Traced.StartAsync(Traced.Keeping(Measured.Model(null, null, backend.Url), 0), collector.Url);
        const string Job = "/.perdure/deferred/0123456789abcdef0123456789abcdef";

        await node.GetAsync($"{Job}feedfacefeedfacefeedfacefeedface", Sampled);
        await RawClient.ExchangeAsync(
            node.Gateway.Listeners[0].Address,
            $"GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET http://user:secret@h/b/../x?token=secret HTTP/1.1\r\nHost: h\r\ntraceparent: {Sampled}\r\n\r\n");

        var requests = (await collector.RequestSpansAsync(2)).Select(span => (span["url.path"], span["perdure.problem"]));
        Assert.Equal([(Job, null), ("/b/../x", "ambiguous-target")], requests);
        Assert.DoesNotContain(collector.Spans.SelectMany(span => span.Attributes.Values), value => value.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_that_had_to_wait_and_was_turned_away_says_so()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await TraceCollector.StartAsync();
        await using var backend = await TestBackend.StartAsync(_ => release.Task);
        await using var node = await Traced.StartAsync(
            Traced.Keeping(
                Measured.Model(
                    service => service with { Bulkhead = new BulkheadModel { MaxConcurrent = 1, MaxQueued = 1, QueueTimeout = TimeSpan.FromMilliseconds(50) } }, null, backend.Url), 0),
            collector.Url);
        var first = node.GetAsync();
        await Eventually.Async(() => backend.Requests == 1, "the only place is taken");

        Assert.Equal(503, await node.GetAsync("/turned-away"));
        release.SetResult();
        await first;

        var span = (await collector.RequestSpansAsync(1))[0];
        Assert.Equal(("/turned-away", "shed", "queue-timeout", "overloaded", "overloaded", "503", "0"),
            (span["url.path"], span["perdure.outcome"], span["perdure.shed.reason"], span["perdure.problem"], span["error.type"], span["http.response.status_code"], span["perdure.attempts"]));
        var waited = Assert.Single(span.Raw.Events);
        Assert.Equal("perdure.queued", waited.Name);
        Assert.True(waited.Attributes.Single(one => one.Key == "perdure.queue.time").Value.DoubleValue > 0.02);
    }
}
