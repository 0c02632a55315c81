using Perdure.Gateway.Hosting;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>The node itself: who it is, what it serves.</summary>
internal static class NodeMetrics
{
    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Gauge("perdure.node.info", "{truth}", "Always 1; its labels say which node this is.", ["node", "system", "version"], picture =>
            [new MetricSample(LabelSet.Of(("node", picture.Node.Node), ("system", picture.Node.System), ("version", picture.Node.Version)), null, 1)]),
        Metric.Gauge("perdure.node.ready", "{truth}", "1 while the node serves and takes more, 0 while it starts, drains or has handed over.", [],
            Each.Node(picture => Each.Number(picture.Gateway.State == GatewayState.Ready))),
        Metric.Gauge("process.uptime", "s", "For how long the node has been there.", [], Each.Node(picture => picture.Uptime.TotalSeconds)),
        Metric.Gauge("perdure.plan.version", "{plan}", "Counts the plans: one more with each reload that changed something.", [], Each.Node(picture => picture.Gateway.PlanVersion)),
        Metric.Gauge("perdure.reload.successful", "{truth}", "1 when the last attempt to load a changed file went well, 0 when it was refused. None before the first.", [],
            Each.Node(picture => picture.Node.ReloadSucceeded is { } succeeded ? Each.Number(succeeded) : null)),
        Metric.UpDown("perdure.listener.connections", "{connection}", "Connections of clients that are open.", ["listener"], picture =>
            picture.Gateway.Connections.Select(listener => new MetricSample(LabelSet.Of(("listener", listener.Listener)), null, listener.Connections))),
        Metric.Gauge("perdure.listener.certificate.remaining", "s", "For how long the listener's certificate is still valid; 0 when it is over.", ["listener"], picture =>
            from listener in picture.Gateway.Listeners
            where listener.CertificateEnds is not null
            let left = listener.CertificateEnds!.Value - (picture.Gateway.StartedAt + picture.Uptime)
            select new MetricSample(LabelSet.Of(("listener", listener.Name)), null, Math.Max(0, left.TotalSeconds))),
        Metric.Counter("perdure.metrics.series.dropped", "{series}", "Series that were left out of metrics because there were too many.", [],
            Each.Node(picture => picture.DroppedSeries)),
    ];
}
