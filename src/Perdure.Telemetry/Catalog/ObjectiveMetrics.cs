using Perdure.Gateway.Metering;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Catalog;

/// <summary>Routes with an objective, and how they stand with it.</summary>
internal static class ObjectiveMetrics
{
    private const string Slo = "slo";
    private const string Window = "window";

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Gauge("perdure.slo.objective", "1", "The share of requests that must be good.", [MeterTags.Route, Slo], Of(figures => figures.Objective)),
        Metric.Gauge("perdure.slo.window", "s", "The time that the objective is meant over.", [MeterTags.Route], picture =>
            picture.Objectives.Select(route => new MetricSample(LabelSet.Of((MeterTags.Route, route.Route)), null, route.Objective.Window.TotalSeconds))),
        Metric.Counter(
            "perdure.slo.requests", "{request}", "Requests that count for the objective, since the node started.", [MeterTags.Route, Slo, "result"], Requests),
        Metric.Gauge(
            "perdure.slo.budget.remaining", "1", "What is left of the error budget over the window: 1 is all of it, negative is overspent.", [MeterTags.Route, Slo],
            Of(figures => figures.Left)),
        Metric.Gauge(
            "perdure.slo.burn_rate", "{budget}", "How many times as fast as it would just last the error budget burns.", [MeterTags.Route, Slo, Window], Burn),
    ];

    private static Func<NodePicture, IEnumerable<MetricSample>> Of(Func<BudgetFigures, double> value) => picture =>
        from route in picture.Objectives
        from one in route.Both
        select new MetricSample(LabelSet.Of((MeterTags.Route, route.Route), (Slo, one.Name)), null, value(one.Figures));

    private static IEnumerable<MetricSample> Requests(NodePicture picture)
    {
        foreach (var route in picture.Objectives)
        {
            var counts = route.SinceStart;
            yield return Sample(route.Route, "availability", "good", counts.Total - counts.Bad);
            yield return Sample(route.Route, "availability", "bad", counts.Bad);
            if (route.Latency is null)
                continue;
            yield return Sample(route.Route, "latency", "good", counts.Timed - counts.Slow);
            yield return Sample(route.Route, "latency", "bad", counts.Slow);
        }
    }

    private static MetricSample Sample(string route, string slo, string result, long count) =>
        new(LabelSet.Of((MeterTags.Route, route), (Slo, slo), ("result", result)), null, count);

    private static IEnumerable<MetricSample> Burn(NodePicture picture) =>
        from route in picture.Objectives
        from one in route.Both
        from burn in one.Figures.Burn
        where burn.Rate is not null
        select new MetricSample(LabelSet.Of((MeterTags.Route, route.Route), (Slo, one.Name), (Window, burn.Window.Name)), null, burn.Rate!.Value);
}
