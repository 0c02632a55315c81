using Perdure.Gateway.Metering;
using Perdure.Gateway.Planning;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>Services: what became of their requests, and what the gateway did about it.</summary>
internal static class ServiceMetrics
{
    private static readonly LabelSet[] s_outcomes = Labels<RequestResult>.Of(MeterTags.Outcome);
    private static readonly LabelSet[] s_results = Labels<AttemptResult>.Of(MeterTags.Result);
    private static readonly LabelSet[] s_causes = Labels<AttemptCause>.Of("reason");
    private static readonly LabelSet[] s_states = Labels<InstanceState>.Of("state");
    private static readonly LabelSet s_free = LabelSet.Of(("reason", "nothing-sent"));

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Counter(
            "perdure.service.requests", "{request}", "Requests that a route led to a service and that ended, by outcome.", [MeterTags.Service, MeterTags.Outcome], Requests),
        Metric.UpDown("http.client.active_requests", "{request}", "Attempts under way on a service's instances.", [MeterTags.Service],
            Each.Service((service, _) => service.Instances.Sum(instance => instance.Glance.InFlight))),
        Metric.Histogram(
            GatewayMeters.AttemptDuration, "Time from sending a request to an instance to the end of its answer, or to the failure.",
            [MeterTags.Service, MeterTags.Result], Attempts),
        Metric.Histogram(
            GatewayMeters.TimeToFirstByte, "Time from sending a request to an instance to the head of the answer that was handed on.", [MeterTags.Service], FirstByte),
        Metric.Counter(
            "perdure.service.retries", "{attempt}", "Further attempts, by how the one before ended; nothing-sent ones cost no budget.", [MeterTags.Service, "reason"], Retries),
        Metric.Counter("perdure.service.retries.refused", "{attempt}", "Retries that the budget refused.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Counters.BudgetRefusals)),
        Metric.Gauge("perdure.service.retry_budget", "{attempt}", "Retries that the budget still allows.", [MeterTags.Service],
            Each.Service((service, picture) => service.Service.RetryBudget.Left(picture.NowMs))),
        Metric.Counter("perdure.service.hedges", "{attempt}", "Second copies of requests that were late.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Model.Hedge is null ? null : service.Service.Counters.Hedges)),
        Metric.Counter("perdure.service.hedges.won", "{attempt}", "Second copies that were answered well before the first.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Model.Hedge is null ? null : service.Service.Counters.HedgesWon)),
        Metric.Gauge("perdure.service.hedge_budget", "{attempt}", "Second copies that the budget still allows.", [MeterTags.Service],
            Each.Service((service, picture) => service.Service.HedgesLeft(picture.NowMs))),
        Metric.Counter("perdure.service.too_late", "{request}", "Requests refused because their deadline left less time than the service takes.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Counters.TooLate)),
        Metric.Counter("perdure.service.poison", "{request}", "Times that a request was found to break instances.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Counters.Poison)),
        Metric.Counter("perdure.service.poison.refused", "{request}", "Requests refused because one like them breaks instances.", [MeterTags.Service],
            Each.Service((service, _) => service.Service.Counters.PoisonRefusals)),
        Metric.Gauge("perdure.service.panic", "{truth}", "1 while so few instances are above suspicion that suspicion is disregarded.", [MeterTags.Service],
            Each.Service((service, _) => Each.Number(service.Service.Pool.Panic))),
        Metric.UpDown("perdure.service.instances", "{instance}", "Instances by what they are to the pool.", [MeterTags.Service, "state"], States),
    ];

    private static IEnumerable<MetricSample> Requests(NodePicture picture)
    {
        foreach (var service in picture.Services)
        {
            for (var result = 0; result < s_outcomes.Length; result++)
                yield return new MetricSample(service.Labels, s_outcomes[result], Count(service.Service.Counters, (RequestResult)result));
        }
    }

    private static long Count(ServiceCounters counters, RequestResult result) => result switch
    {
        RequestResult.Good => counters.Good,
        RequestResult.Degraded => counters.Degraded,
        RequestResult.Shed => counters.Shed,
        RequestResult.HeldBack => counters.HeldBack,
        RequestResult.Failed => counters.Failed,
        _ => counters.ClientGone,
    };

    private static IEnumerable<MetricSample> Attempts(NodePicture picture) =>
        from service in picture.Services
        where service.Service.Meter is not null
        from result in Enum.GetValues<AttemptResult>()
        let durations = service.Service.Meter!.Attempts(result)
        where durations is not null
        select new MetricSample(service.Labels, s_results[(int)result], 0, durations);

    private static IEnumerable<MetricSample> FirstByte(NodePicture picture) =>
        from service in picture.Services
        where service.Service.Meter is not null
        select new MetricSample(service.Labels, null, 0, service.Service.Meter!.FirstByte.Durations);

    private static IEnumerable<MetricSample> Retries(NodePicture picture)
    {
        foreach (var service in picture.Services)
        {
            for (var cause = 0; cause < s_causes.Length; cause++)
                yield return new MetricSample(service.Labels, s_causes[cause], service.Service.Counters.RetriesAfter((AttemptCause)cause));
            yield return new MetricSample(service.Labels, s_free, service.Service.Counters.ConnectRetries);
        }
    }

    private static IEnumerable<MetricSample> States(NodePicture picture)
    {
        foreach (var service in picture.Services)
        {
            for (var state = 0; state < s_states.Length; state++)
                yield return new MetricSample(service.Labels, s_states[state], service.Instances.Count(instance => (int)instance.Glance.State == state));
        }
    }
}
