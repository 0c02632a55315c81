using System.Buffers;
using System.Text;
using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry.Tests.Prometheus;

public sealed class PrometheusFamilyTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(42, "42")]
    [InlineData(-3, "-3")]
    [InlineData(0.25, "0.25")]
    [InlineData(1234567890123, "1234567890123")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Value_is_written_as_prometheus_reads_it(double value, string expected) =>
        Assert.Equal($"x_total {expected}\n", Lines("x", MetricKind.Counter, MetricSample.Of(value)));

    [Fact]
    public void Series_has_its_labels_in_braces()
    {
        var sample = new MetricSample(LabelSet.Of(("perdure.route", "a\"b")), LabelSet.Of(("outcome", "good")), 1);

        Assert.Equal("x_total{perdure_route=\"a\\\"b\",outcome=\"good\"} 1\n", Lines("x", MetricKind.Counter, sample));
    }

    [Fact]
    public void Head_says_help_and_type()
    {
        var to = new ArrayBufferWriter<byte>();

        Family("x", MetricKind.UpDownCounter).WriteHead(to);

        Assert.Equal("# HELP x What it is.\n# TYPE x gauge\n", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void Histogram_has_growing_buckets_a_sum_and_the_count_of_its_last_bucket()
    {
        var durations = new DurationHistogram();
        durations.Record(400);
        durations.Record(500);
        durations.Record(600_000);
        durations.Record(60_000_000);

        var lines = Lines("x", MetricKind.Histogram, new MetricSample(LabelSet.Of(("a", "b")), null, 0, durations)).Split('\n');

        Assert.Equal("x_seconds_bucket{a=\"b\",le=\"0.0005\"} 2", lines[0]);
        Assert.Contains("x_seconds_bucket{a=\"b\",le=\"0.5\"} 2", lines);
        Assert.Contains("x_seconds_bucket{a=\"b\",le=\"1\"} 3", lines);
        Assert.Contains("x_seconds_bucket{a=\"b\",le=\"10\"} 3", lines);
        Assert.Equal(["x_seconds_bucket{a=\"b\",le=\"+Inf\"} 4", "x_seconds_sum{a=\"b\"} 60.6009", "x_seconds_count{a=\"b\"} 4", ""], lines[^4..]);
    }

    private static PrometheusFamily Family(string name, MetricKind kind) => new(new Metric(
        new MetricDefinition { Name = name, Unit = kind == MetricKind.Histogram ? "s" : "", Kind = kind, Help = "What it is.", Labels = [] }, _ => []));

    private static string Lines(string name, MetricKind kind, MetricSample sample)
    {
        var to = new ArrayBufferWriter<byte>();
        var written = Family(name, kind).Write(to, sample);
        Assert.Equal(written, to.WrittenCount);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
