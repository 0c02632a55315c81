using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>Bulkheads, the node's guard, and the limits that nodes keep together.</summary>
internal static class OverloadMetrics
{
    // Of a service or of a route: the other label is not there.
    private static readonly string[] s_labels = [MeterTags.Service, MeterTags.Route];

    private static readonly LabelSet[][] s_shed =
        [.. MeterNames<Tier>.All.Select(tier => MeterNames<ShedReason>.All.Select(reason => LabelSet.Of(("tier", tier), ("reason", reason))).ToArray())];

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Gauge("perdure.bulkhead.limit", "{place}", "Places of a bulkhead, fixed or as found.", s_labels, Each.Bulkhead(bulkhead => bulkhead.Snapshot.Limit)),
        Metric.UpDown("perdure.bulkhead.taken", "{place}", "Places that are taken.", s_labels, Each.Bulkhead(bulkhead => bulkhead.Snapshot.InFlight)),
        Metric.UpDown("perdure.bulkhead.queued", "{request}", "Requests that wait for a place.", s_labels, Each.Bulkhead(bulkhead => bulkhead.Snapshot.Queued)),
        Metric.Counter("perdure.bulkhead.entered", "{request}", "Requests that got a place.", s_labels, Each.Bulkhead(bulkhead => bulkhead.Snapshot.Entered)),
        Metric.Counter("perdure.bulkhead.shed", "{request}", "Requests turned away, by tier and reason. Those that never occurred are not shown.", [.. s_labels, "tier", "reason"], Shed),
        Metric.Histogram(GatewayMeters.QueueTime, "Time that requests waited for a place, got or not. Those that did not wait are not in it.", s_labels, Queued),
        Metric.Gauge("perdure.guard.shedding", "{truth}", "1 while the node turns requests away because of its own CPU or memory.", [],
            Each.Node(picture => picture.Guard is { } guard ? Each.Number(guard.Shedding) : null)),
        Metric.Counter("perdure.guard.shed", "{request}", "Requests that the node's guard turned away.", [], Each.Node(picture => picture.Guard?.Shed)),
        Metric.Gauge("perdure.guard.cpu", "1", "Share of its CPUs that the node used over the last second.", [], Each.Node(picture => picture.Guard?.Cpu)),
        Metric.Gauge("perdure.guard.memory", "1", "Share of its memory that the node holds.", [], Each.Node(picture => picture.Guard?.Memory)),
        Metric.Gauge("perdure.guard.lag", "s", "How long work waited in the node before it ran; measured near the limit only.", [], Each.Node(picture => picture.Guard?.LagMs / 1e3)),
        Metric.UpDown("perdure.limits.shared", "{limit}", "Rate limits that all nodes keep together (scope: cluster).", [], Each.Node(picture => picture.Gateway.ClusterLimits.Count)),
        Metric.UpDown("perdure.limits.nodes", "{node}", "Nodes that share these limits, as last known.", [], Shared(limits => limits.LiveNodes)),
        Metric.Gauge("perdure.limits.heard", "{truth}", "1 while all of them are heard; while not, this node allows its share only.", [], Shared(limits => Each.Number(limits.AllHeard))),
    ];

    private static Func<NodePicture, IEnumerable<MetricSample>> Shared(Func<Gateway.Limits.ClusterLimits, double> value) =>
        Each.Node(picture => picture.Gateway.ClusterLimits is { Needed: true } limits ? value(limits) : null);

    private static IEnumerable<MetricSample> Shed(NodePicture picture)
    {
        foreach (var bulkhead in picture.Bulkheads)
        {
            for (var tier = 0; tier < s_shed.Length; tier++)
            {
                for (var reason = 1; reason < s_shed[tier].Length; reason++)
                {
                    if (bulkhead.Snapshot.ShedByTier[tier][reason] is > 0 and var shed)
                        yield return new MetricSample(bulkhead.Labels, s_shed[tier][reason], shed);
                }
            }
        }
    }

    private static IEnumerable<MetricSample> Queued(NodePicture picture) =>
        from bulkhead in picture.Bulkheads
        where bulkhead.Bulkhead.Queued is not null
        select new MetricSample(bulkhead.Labels, null, 0, bulkhead.Bulkhead.Queued!.Durations);
}
