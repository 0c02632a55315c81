using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Metrics;

/// <summary>A metric and how its series are read from a picture of the node. Immutable.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Collect">Its series; none when it does not apply to this node.</param>
public sealed record Metric(MetricDefinition Definition, Func<NodePicture, IEnumerable<MetricSample>> Collect)
{
    internal static Metric Counter(string name, string unit, string help, string[] labels, Func<NodePicture, IEnumerable<MetricSample>> collect) =>
        Of(MetricKind.Counter, name, unit, help, labels, collect);

    internal static Metric Gauge(string name, string unit, string help, string[] labels, Func<NodePicture, IEnumerable<MetricSample>> collect) =>
        Of(MetricKind.Gauge, name, unit, help, labels, collect);

    internal static Metric UpDown(string name, string unit, string help, string[] labels, Func<NodePicture, IEnumerable<MetricSample>> collect) =>
        Of(MetricKind.UpDownCounter, name, unit, help, labels, collect);

    internal static Metric Histogram(string name, string help, string[] labels, Func<NodePicture, IEnumerable<MetricSample>> collect) =>
        Of(MetricKind.Histogram, name, "s", help, labels, collect);

    private static Metric Of(
        MetricKind kind, string name, string unit, string help, string[] labels, Func<NodePicture, IEnumerable<MetricSample>> collect) =>
        new(new MetricDefinition { Kind = kind, Name = name, Unit = unit, Help = help, Labels = [.. labels] }, collect);
}
