using Perdure.Gateway.Metering;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>Instances: their attempts, and what is held for or against them.</summary>
internal static class InstanceMetrics
{
    private static readonly string[] s_labels = [MeterTags.Service, MeterTags.Instance];
    private static readonly LabelSet[] s_results = Labels<AttemptResult>.Of(MeterTags.Result);
    private static readonly LabelSet s_opened = LabelSet.Of(("to", "open"));
    private static readonly LabelSet s_halfOpened = LabelSet.Of(("to", "half-open"));
    private static readonly LabelSet s_closed = LabelSet.Of(("to", "closed"));

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Counter("perdure.instance.attempts", "{attempt}", "Attempts that ended, by how. Those that never occurred are not shown.", [.. s_labels, MeterTags.Result], Attempts),
        Metric.Counter("perdure.instance.attempt.time", "s", "All times to the head of an answer or to the failure, added up.", s_labels,
            Each.Instance(instance => instance.Instance.Attempts.TotalUs / 1e6)),
        Metric.UpDown("perdure.instance.active_requests", "{request}", "Attempts under way.", s_labels, Each.Instance(instance => instance.Glance.InFlight)),
        Metric.Gauge("perdure.instance.available", "{truth}", "1 while it gets regular traffic, 0 while it is ejected, drained, failing its check, or its breaker is open.", s_labels,
            Each.Instance(instance => Each.Number(instance.Glance.State is InstanceState.Available or InstanceState.Warming))),
        Metric.Gauge("perdure.instance.weight", "{weight}", "Its weight times the ramp of slow start; 0 while it gets no regular traffic.", s_labels,
            Each.Instance(instance => instance.Glance.EffectiveWeight)),
        Metric.Gauge("perdure.instance.check", "{truth}", "What its active health check said last: 1 passing, 0 failing. None without a check.", s_labels,
            Each.Instance(instance => instance.Glance.CheckPassing is { } passing ? Each.Number(passing) : null)),
        Metric.Counter("perdure.instance.ejections", "{ejection}", "How often it was ejected, by outlier detection or by an operator.", s_labels,
            Each.Instance(instance => instance.Glance.Ejections)),
        Metric.Gauge("perdure.breaker.state", "{state}", "The state of its circuit breaker: 0 closed, 1 half-open, 2 open.", s_labels, Each.Instance(instance => StateOf(instance.Glance.Breaker))),
        Metric.Gauge("perdure.breaker.held", "{truth}", "1 while an operator holds its breaker open or closed.", s_labels,
            Each.Instance(instance => Each.Number(instance.Glance.Breaker is BreakerState.ForcedOpen or BreakerState.ForcedClosed))),
        Metric.Counter("perdure.breaker.transitions", "{transition}", "How often its breaker changed its state, by the new one.", [.. s_labels, "to"], Transitions),
    ];

    private static double StateOf(BreakerState state) => state switch
    {
        BreakerState.Open or BreakerState.ForcedOpen => 2,
        BreakerState.HalfOpen => 1,
        _ => 0,
    };

    // Success is always there, so that a rate can be taken from the start.
    private static IEnumerable<MetricSample> Attempts(NodePicture picture)
    {
        foreach (var service in picture.Services)
        {
            foreach (var (instance, labels, _) in service.Instances)
            {
                for (var result = 0; result < s_results.Length; result++)
                {
                    if (instance.Attempts.Count((AttemptResult)result) is var count && (count > 0 || result == (int)AttemptResult.Success))
                        yield return new MetricSample(labels, s_results[result], count);
                }
            }
        }
    }

    private static IEnumerable<MetricSample> Transitions(NodePicture picture)
    {
        foreach (var service in picture.Services)
        {
            foreach (var (_, labels, glance) in service.Instances)
            {
                yield return new MetricSample(labels, s_opened, glance.Transitions.Opened);
                yield return new MetricSample(labels, s_halfOpened, glance.Transitions.HalfOpened);
                yield return new MetricSample(labels, s_closed, glance.Transitions.Closed);
            }
        }
    }
}
