using Perdure.Gateway.Hosting;
using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Resilience.Measuring;

namespace Perdure.Telemetry.Objectives;

/// <summary>
/// Reads what counts for objectives from the meters of a gateway. Good are requests that were answered, with a degraded answer too: who got a stale page or a
/// fallback was served. Bad are those that failed or were turned away for want of capacity. What a rate limit or a flag held back was meant to be, and a client
/// that went away has not been let down by anybody: neither counts.
/// </summary>
internal static class RouteReader
{
    private static readonly Tier[] s_tiers = Enum.GetValues<Tier>();

    /// <summary>The routes that have an objective, and a meter to read.</summary>
    public static IReadOnlyList<RouteReading> Read(GatewayServer gateway)
    {
        var model = gateway.Model;
        if (model.Routes.All(route => route.Objective is null))
            return [];
        var meters = gateway.Routes.Where(route => route.Meter is not null).ToDictionary(route => route.Name, route => route.Meter!);
        return
        [
            .. from route in model.Routes
               where route.Objective is not null && meters.ContainsKey(route.Name)
               select new RouteReading(route.Name, route.Objective!, Counts(meters[route.Name], route.Objective!.Latency)),
        ];
    }

    private static BudgetCounts Counts(RouteMeter meter, LatencyObjectiveModel? latency)
    {
        // Bad ones first: what ends in between is then good in the total at worst, and counts the next time.
        var bad = Ended(meter, RequestResult.Failed) + Ended(meter, RequestResult.Shed);
        var total = bad + Ended(meter, RequestResult.Good) + Ended(meter, RequestResult.Degraded);
        if (latency is null)
            return new BudgetCounts(total, bad, 0, 0);
        var (timed, slow) = Times(meter.Durations(RequestResult.Good), WithinUs(latency));
        var (timedToo, slowToo) = Times(meter.Durations(RequestResult.Degraded), WithinUs(latency));
        return new BudgetCounts(total, bad, timed + timedToo, slow + slowToo);
    }

    /// <summary>The bound of the bucket that an objective is measured by, in µs.</summary>
    public static long WithinUs(LatencyObjectiveModel? latency) => latency is null ? 0 : (long)latency.Measured.TotalMicroseconds;

    private static long Ended(RouteMeter meter, RequestResult result) => s_tiers.Sum(tier => meter.Ended(tier, result));

    private static (long Timed, long Slow) Times(DurationHistogram? durations, long withinUs)
    {
        if (durations is null)
            return (0, 0);
        Span<long> buckets = stackalloc long[DurationHistogram.Buckets];
        durations.Read(buckets);
        var (timed, slow) = (0L, 0L);
        for (var at = 0; at < buckets.Length; at++)
        {
            timed += buckets[at];
            slow += at < DurationHistogram.BoundsUs.Length && DurationHistogram.BoundsUs[at] <= withinUs ? 0 : buckets[at];
        }

        return (timed, slow);
    }
}
