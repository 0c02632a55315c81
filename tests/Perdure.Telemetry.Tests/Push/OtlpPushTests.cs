using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Telemetry.Push;
using Perdure.Telemetry.Tests.Push.Protocol;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Push;

/// <summary>What a collector is given. The exporter reads the environment of the process, so there is one such test at a time.</summary>
[Collection(nameof(Alone))]
public sealed class OtlpPushTests
{
    [Fact]
    public async Task Collector_gets_every_kind_of_metric_with_the_node_as_resource()
    {
        await using var collector = await Collector.StartAsync();
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await Measured.StartAsync(Measured.Model(null, null, backend.Url));
        using var environment = new SetVariables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url.ToString()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=gateways"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"));
        using (var push = OtlpPush.StartIfAsked(node.Telemetry, Environment.GetEnvironmentVariable, NullLogger.Instance))
        {
            for (var i = 0; i < 3; i++)
                await node.GetAsync();
            Assert.True(push!.Flush(TimeSpan.FromMinutes(1)));
        }

        Assert.StartsWith("POST /v1/metrics application/x-protobuf gateways", collector.Heads[0], StringComparison.Ordinal);
        var pushed = Assert.Single(collector.Requests[0].ResourceMetrics);
        var resource = pushed.Resource.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
        Assert.Equal(("perdure", "node-1", "shop"), (resource["service.name"], resource["service.instance.id"], resource["service.namespace"]));
        Assert.Equal("test", resource["deployment.environment.name"]);
        var metrics = pushed.ScopeMetrics.SelectMany(scope => scope.Metrics).ToLookup(metric => metric.Name);

        var requests = metrics["perdure.route.requests"].Single();
        Assert.True(requests.Sum.IsMonotonic);
        Assert.Equal(2, requests.Sum.AggregationTemporality);
        Assert.Equal(3, requests.Sum.DataPoints.Single(point => Has(point.Attributes, "outcome", "good")).AsDouble);
        Assert.False(metrics["http.client.active_requests"].Single().Sum.IsMonotonic);
        Assert.Equal(1, metrics["perdure.instance.available"].Single().Gauge.DataPoints.Single().AsDouble);
        var durations = metrics["http.server.request.duration"].Single();
        var point = durations.Histogram.DataPoints.Single(point => Has(point.Attributes, "perdure.route", "all"));
        Assert.Equal("s", durations.Unit);
        Assert.Equal(3ul, point.Count);
        Assert.Equal(0.0005, point.ExplicitBounds[0]);
        Assert.Equal(point.ExplicitBounds.Count + 1, point.BucketCounts.Count);
    }

    private static bool Has(IEnumerable<KeyValue> attributes, string key, string value) => attributes.Any(one => one.Key == key && one.Value.StringValue == value);

    private sealed class SetVariables : IDisposable
    {
        private readonly (string Name, string Value)[] _set;

        public SetVariables(params (string Name, string Value)[] set)
        {
            _set = set;
            foreach (var (name, value) in set)
                Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose()
        {
            foreach (var (name, _) in _set)
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
