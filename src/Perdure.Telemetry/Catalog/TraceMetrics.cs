using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>What became of kept traces; nothing on a node that exports none.</summary>
internal static class TraceMetrics
{
    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Counter("perdure.traces", "{trace}", "Traces that were to be kept, by what became of them.", ["result"], picture =>
            from result in picture.Traces is { } traces
                ? ((string, long)[])[("exported", traces.Exported), ("dropped", traces.Dropped), ("failed", traces.Failed)]
                : []
            select new MetricSample(LabelSet.Of(("result", result.Item1)), null, result.Item2)),
        Metric.Counter("perdure.traces.spans.rejected", "{span}", "Spans of exported traces that the collector did not want.", [],
            Each.Node(picture => picture.Traces?.SpansRejected)),
    ];
}
