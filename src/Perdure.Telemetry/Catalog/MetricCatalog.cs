using System.Collections.Immutable;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>Every metric of a node, in the order in which they are written. docs/metrics.md describes them; a test compares.</summary>
public static class MetricCatalog
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        .. NodeMetrics.All, .. RequestMetrics.All, .. CacheMetrics.All, .. ServiceMetrics.All, .. InstanceMetrics.All, .. OverloadMetrics.All,
        .. AgreementMetrics.All, .. ObjectiveMetrics.All, .. AlertMetrics.All, .. TraceMetrics.All, .. HostMetrics.All,
    ];
}
