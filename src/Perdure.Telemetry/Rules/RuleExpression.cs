using Perdure.Model;
using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Rules;

/// <summary>
/// A rule's expression in PromQL, over what <c>/metrics</c> shows. Like the node itself it looks at each node alone: series are kept apart by <c>job</c> and
/// <c>instance</c>. Pure.
/// </summary>
internal static class RuleExpression
{
    private const string OfService = "perdure_service";
    private const string OfRoute = "perdure_route";
    private const string Answered = "outcome=~\"good|degraded|failed|shed\"";
    private const string Serving = "state=~\"available|warming\"";

    // The last bound of the histograms: what is longer is known to be that alone.
    private static readonly double s_longestSeconds = LatencyObjectiveModel.BoundsMs[^1] / 1_000;

    /// <summary>The expression; or why there is none.</summary>
    public static (string? PromQl, string? Problem) Of(AlertExpression expression) => expression.Signal switch
    {
        AlertSignal.ErrorRatio => (Ratio(expression, "failed"), null),
        AlertSignal.ShedRatio => (Ratio(expression, "shed"), null),
        AlertSignal.LatencyP50 => Latency(expression, 0.5),
        AlertSignal.LatencyP90 => Latency(expression, 0.9),
        AlertSignal.LatencyP99 => Latency(expression, 0.99),
        AlertSignal.BudgetBurn => Burn(expression),
        AlertSignal.StoreLost => ("perdure_store_up == 0", null),
        AlertSignal.DurabilityLost => ("perdure_durable_up == 0", null),
        AlertSignal.NodeOverloaded => ("perdure_guard_shedding == 1", null),
        AlertSignal.ReloadRefused => ("perdure_reload_successful == 0", null),
        _ => (Bound(Now(expression), expression), null),
    };

    // What is as of now, and compared with a bound.
    private static string Now(AlertExpression expression)
    {
        var name = expression.Name;
        return expression.Signal switch
        {
            AlertSignal.Availability => Availability(name),
            AlertSignal.InstancesAvailable => $"{Sum(OfService)} (perdure_service_instances{RuleText.Where(RuleText.Is(OfService, name), Serving)})",
            AlertSignal.BreakersOpen => $"{Sum(OfService)} (perdure_breaker_state{RuleText.Where(RuleText.Is(OfService, name))} > bool 0)",
            AlertSignal.Saturation => Saturation(expression),
            AlertSignal.QueueDepth => $"sum without (state) (perdure_queue_jobs{RuleText.Where(RuleText.Is("queue", name), "state=~\"pending|claimed\"")})",
            AlertSignal.QueueAge => $"perdure_queue_oldest_age_seconds{RuleText.Where(RuleText.Is("queue", name))}",
            AlertSignal.DeadJobs => $"sum without (state) (perdure_queue_jobs{RuleText.Where(RuleText.Is("queue", name), "state=\"dead\"")})",
            AlertSignal.DiskUsed => "1 - sum without (state) (system_filesystem_usage_bytes{state=\"free\"}) / system_filesystem_limit_bytes",
            AlertSignal.CertificateExpiry => $"perdure_listener_certificate_remaining_seconds{RuleText.Where(RuleText.Is("listener", name))}",
            _ => throw new InvalidOperationException($"{expression.Signal} has no expression."),
        };
    }

    private static string Ratio(AlertExpression expression, string outcome)
    {
        var (metric, label) = expression.Scope == AlertScope.Service ? ("perdure_service_requests_total", OfService) : ("perdure_route_requests_total", OfRoute);
        var (of, over) = (RuleText.Is(label, expression.Name), RuleText.Duration(expression.Over));
        var all = metric + RuleText.Where(of, Answered);
        var value = $"""
            {Sum(label)} (rate({metric}{RuleText.Where(of, $"outcome=\"{outcome}\"")}[{over}]))
            /
            {Sum(label)} (rate({all}[{over}]))
            """;
        return OverTime(value, label, all, expression);
    }

    private static (string? PromQl, string? Problem) Latency(AlertExpression expression, double quantile)
    {
        if ((expression.Above ?? expression.Below)!.Value.Value >= s_longestSeconds)
            return (null, "times beyond 10s are not told apart in histograms");
        var service = expression.Scope == AlertScope.Service;
        var (metric, label, ended) = service ? ("http_client_request_duration_seconds", OfService, "result=~\"success|failure|timed-out\"")
            : ("http_server_request_duration_seconds", OfRoute, "outcome=~\"good|degraded|failed\"");
        var (where, over) = (RuleText.Where(RuleText.Is(label, expression.Name), ended), RuleText.Duration(expression.Over));
        var value = $"histogram_quantile({RuleText.Number(quantile)}, sum by (job, instance, {label}, le) (rate({metric}_bucket{where}[{over}])))";
        return (OverTime(value, label, $"{metric}_count{where}", expression), null);
    }

    // Too few requests make the value 0: that is never too much, and always too little.
    private static string OverTime(string value, string label, string all, AlertExpression expression)
    {
        var over = RuleText.Duration(expression.Over);
        var enough = $"{Sum(label)} (increase({all}[{over}])) {(expression.MinimumRequests <= 1 ? "> 0" : $">= {expression.MinimumRequests}")}";
        return expression.Above is { } above
            ? $"""
            (
            {RuleText.Indented(value, 2)}
            ) > {RuleText.Number(above.Value)}
            and
            {enough}
            """
            : $"""
            (
              (
            {RuleText.Indented(value, 4)}
              )
              and
              {enough}
              or
              0 * {Sum(label)} (rate({all}[{over}]))
            ) < {RuleText.Number(expression.Below!.Value.Value)}
            """;
    }

    private static string Availability(string? name)
    {
        var (serving, wanted) = (RuleText.Where(RuleText.Is(OfService, name), Serving), RuleText.Where(RuleText.Is(OfService, name), "state!=\"drained\""));
        return $"""
            (
              {Sum(OfService)} (perdure_service_instances{serving})
              /
              ({Sum(OfService)} (perdure_service_instances{wanted}) > 0)
              or
              0 * {Sum(OfService)} (perdure_service_instances{wanted})
            )
            """;
    }

    private static string Saturation(AlertExpression expression)
    {
        var label = expression.Scope == AlertScope.Service ? OfService : OfRoute;
        var of = RuleText.Where(expression.Name is { } name ? RuleText.Is(label, name) : $"{label}!=\"\"");
        return $"perdure_bulkhead_taken{of} / perdure_bulkhead_limit{of}";
    }

    private static (string? PromQl, string? Problem) Burn(AlertExpression expression)
    {
        if (expression.Above is not { } above)
            return (null, "that a budget burns too slowly has no expression");
        var (of, over) = (RuleText.Is(OfRoute, expression.Name), RuleText.Duration(expression.Over));
        var (bound, by) = (RuleText.Number(above.Value), $"sum by (job, instance, {OfRoute}, slo)");
        var bad = "perdure_slo_requests_total" + RuleText.Where(of, "result=\"bad\"");
        var all = "perdure_slo_requests_total" + RuleText.Where(of);
        string Rate(string time) => $"{by} (rate({bad}[{time}])) / {by} (rate({all}[{time}])) / (1 - perdure_slo_objective_ratio)";

        // Increases are extrapolated: three bad requests may show as a little less.
        return ($"""
            max by (job, instance, {OfRoute}) (
              {Rate(over)} > {bound}
              and
              {Rate(RuleText.Duration(BurnSignal.ShortOf(expression.Over)))} > {bound}
              and
              {by} (increase({all}[{over}])) >= {expression.MinimumRequests}
              and
              {by} (increase({bad}[{over}])) > {RuleText.Number(BurnSignal.BadMin - 0.5)}
              and on (job, instance, {OfRoute})
              perdure_slo_window_seconds >= {RuleText.Number(expression.Over.TotalSeconds)}
            )
            """, null);
    }

    private static string Bound(string value, AlertExpression expression) => expression.Above is { } above
        ? $"{value} > {RuleText.Number(above.Value)}"
        : $"{value} < {RuleText.Number(expression.Below!.Value.Value)}";

    private static string Sum(string label) => $"sum by (job, instance, {label})";
}
