using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry.Tests.Prometheus;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", MetricKind.Histogram, "http_server_request_duration_seconds")]
    [InlineData("perdure.route.requests", "{request}", MetricKind.Counter, "perdure_route_requests_total")]
    [InlineData("process.cpu.time", "s", MetricKind.Counter, "process_cpu_time_seconds_total")]
    [InlineData("perdure.cache.size", "By", MetricKind.UpDownCounter, "perdure_cache_size_bytes")]
    [InlineData("perdure.guard.cpu", "1", MetricKind.Gauge, "perdure_guard_cpu_ratio")]
    [InlineData("dotnet.timer.count", "{timer}", MetricKind.UpDownCounter, "dotnet_timers")]
    [InlineData("dotnet.thread_pool.work_item.count", "{work_item}", MetricKind.Counter, "dotnet_thread_pool_work_items_total")]
    public void Name_follows_from_kind_and_unit(string name, string unit, MetricKind kind, string expected)
    {
        var metric = new MetricDefinition { Name = name, Unit = unit, Kind = kind, Help = "", Labels = [] };

        Assert.Equal(expected, metric.PrometheusName);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\nb", @"a\nb")]
    public void Label_value_is_escaped(string value, string expected) => Assert.Equal(expected, PrometheusNames.Escaped(value));

    [Fact]
    public void Help_keeps_its_quotes() => Assert.Equal(@"a ""b"" \\ \n", PrometheusNames.EscapedHelp("a \"b\" \\ \n"));
}
