using System.Collections.Concurrent;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Gateway.Tests.Support;
using Perdure.Supervision.Signals;
using Perdure.Telemetry.Tests.Tracing;
using Eventually = Perdure.EndToEnd.Tests.Support.Eventually;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node and a collector that decodes what it is sent.</summary>
public sealed class TracesTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collector_gets_requests_and_attempts_and_what_is_left_when_the_node_stops(bool grpc)
    {
        var parents = new ConcurrentQueue<string>();
        await using var collector = await TraceCollector.StartAsync(grpc);
        await using var backend = await TestBackend.StartAsync(context =>
        {
            parents.Enqueue(context.Request.Headers.TraceParent.ToString());
            context.Response.StatusCode = context.Request.Path == "/failing" ? 500 : 200;
            return Task.CompletedTask;
        });
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", FileOf(backend.Url));
        await using var node = await RunningNode.StartAsync(
            folder,
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", grpc ? "grpc" : "http/protobuf"),
                ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=gateways"),
            ],
            args: ["--drain-grace", "0"]);

        using (await node.GetAsync("/not-kept"))
        {
        }

        using (await node.GetAsync("/failing?token=secret"))
        {
        }

        await Eventually.TrueAsync(() => collector.Spans.Count > 0, "the collector is told of the failure");
        using (var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }))
        using (var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Gateway, "/last")))
        {
            request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
            using var answer = await client.SendAsync(request);
        }

        node.Process.Send(ProcessSignal.Terminate);
        await node.Process.EndedAsync();

        var requests = collector.Spans.Where(span => span.Kind == 2).ToArray();
        Assert.Equal([("/failing", "error", "500"), ("/last", "sampled", null)], requests.Select(span => (span["url.path"], span["perdure.kept"], span["error.type"])));
        Assert.Equal((TraceId, "b7ad6b7169203331"), (requests[1].TraceId, requests[1].ParentId));
        var attempts = collector.Spans.Where(span => span.Kind == 3).ToArray();
        // Every attempt that the instance saw of what was kept has its span; the first of all was not kept.
        Assert.All(parents.Skip(1), parent => Assert.Contains(attempts, attempt => parent.StartsWith($"00-{attempt.TraceId}-{attempt.SpanId}-", StringComparison.Ordinal)));
        Assert.Contains(attempts, attempt => attempt["error.type"] == "connection_refused" && attempt["perdure.instance"] == "gone");
        var resource = collector.Requests[0].ResourceSpans[0].Resource.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
        Assert.Equal(("perdure", "shop", "gateway-1"), (resource["service.name"], resource["service.namespace"], resource["service.instance.id"]));
        Assert.EndsWith(" gateways", collector.Heads[0], StringComparison.Ordinal);
        Assert.DoesNotContain(collector.Requests, request => request.ToString().Contains("secret", StringComparison.Ordinal));
        Assert.Contains("traces-export-started", node.Process.Log, StringComparison.Ordinal);
    }

    private static string FileOf(Uri backend) => $$"""
        system: shop
        node: { id: gateway-1 }
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        admin: { address: "127.0.0.1:0" }
        services:
          shop:
            balancing: { policy: round-robin }
            circuitBreaker: off
            outlierDetection: off
            instances:
              - { id: gone, url: "http://127.0.0.1:1" }
              - { id: shop-1, url: "{{backend}}" }
        routes:
          - { name: all, match: { path: /* }, service: shop }
        telemetry: { traces: { sample: 0%, slow: 1m } }

        """;
}
