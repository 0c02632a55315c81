using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>The alerts that the node watches itself, and what became of messages about them.</summary>
internal static class AlertMetrics
{
    public static IEnumerable<Metric> All { get; } =
    [
        Metric.UpDown("perdure.alerts", "{alert}", "Alerts of a rule that are pending or firing.", ["alertname", "severity", "state"], picture =>
            from rule in picture.Alerts?.Rules ?? []
            let severity = rule.Severity.ToString().ToLowerInvariant()
            from state in ((string, int)[])[("pending", rule.Pending), ("firing", rule.Firing)]
            select new MetricSample(LabelSet.Of(("alertname", rule.Rule), ("severity", severity), ("state", state.Item1)), null, state.Item2)),
        Metric.UpDown("perdure.alerts.silences", "{silence}", "Silences that hold.", [], Each.Node(picture => picture.Alerts?.Silences)),
        Metric.Counter("perdure.alerts.messages", "{message}", "Messages about alerts, by who was told and whether it arrived; each try counts.", ["receiver", "result"], picture =>
            from receiver in picture.Alerts?.Receivers ?? []
            from result in ((string, long)[])[("delivered", receiver.Delivered), ("failed", receiver.Failed)]
            select new MetricSample(LabelSet.Of(("receiver", receiver.Receiver), ("result", result.Item1)), null, result.Item2)),
    ];
}
