using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>Requests of clients: by route, tier and outcome.</summary>
internal static class RequestMetrics
{
    private const string TierLabel = "tier";

    private static readonly LabelSet[] s_tiers = Labels<Tier>.Of(TierLabel);
    private static readonly LabelSet[] s_outcomes = Labels<RequestResult>.Of(MeterTags.Outcome);
    private static readonly RequestResult[] s_results = Enum.GetValues<RequestResult>();

    // Pairs of two enumerations, so that a series needs no third label set.
    private static readonly LabelSet[][] s_pairs =
        [.. MeterNames<Tier>.All.Select(tier => MeterNames<RequestResult>.All.Select(outcome => LabelSet.Of((TierLabel, tier), (MeterTags.Outcome, outcome))).ToArray())];

    private static readonly LabelSet s_noRoute = LabelSet.Of(("reason", "no-route"));
    private static readonly LabelSet s_malformed = LabelSet.Of(("reason", "malformed"));
    private static readonly LabelSet s_limited = LabelSet.Of(("reason", "rate-limit"));
    private static readonly LabelSet s_flagged = LabelSet.Of(("reason", "flag"));
    private static readonly LabelSet s_written = LabelSet.Of(("result", "written"));
    private static readonly LabelSet s_dropped = LabelSet.Of(("result", "dropped"));
    private static readonly LabelSet s_failed = LabelSet.Of(("result", "failed"));
    private static readonly LabelSet s_fallback = LabelSet.Of(("kind", "fallback"));
    private static readonly LabelSet s_stale = LabelSet.Of(("kind", "stale"));

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Histogram(
            GatewayMeters.RequestDuration, "Time from the head of a request to the end of its answer.", [MeterTags.Route, MeterTags.Outcome], Durations),
        Metric.Counter(
            "perdure.route.requests", "{request}", "Requests that ended, by route, tier and outcome.", [MeterTags.Route, TierLabel, MeterTags.Outcome], Ended),
        Metric.UpDown(
            "http.server.active_requests", "{request}", "Requests of clients that are being served.", [MeterTags.Route, TierLabel], InFlight),
        Metric.Counter(
            "perdure.route.held_back", "{request}", "Requests beyond a route's rate limit, or whose flag was off.", [MeterTags.Route, "reason"], HeldBack),
        Metric.Counter(
            "perdure.route.degraded", "{request}", "Answers of a fallback, or stale ones because the service could not.", [MeterTags.Route, "kind"], Degraded),
        Metric.Counter(
            "perdure.request.refused", "{request}", "Requests that no route took: none matched, or they were malformed.", ["reason"], Refused),
        Metric.Counter(
            "perdure.access_log.lines", "{line}", "Lines of the access log: written, dropped because they came too fast, given up because the file could not be written.", ["result"], AccessLog),
        Metric.Counter(
            "perdure.tier.requests", "{request}", "Requests that a route led to a service, by tier.", [TierLabel],
            picture => s_tiers.Select((labels, tier) => new MetricSample(labels, null, picture.Gateway.Tiers.Requests((Tier)tier)))),
        Metric.Counter(
            "perdure.tier.shed", "{request}", "Requests turned away because there was too much to do, by tier.", [TierLabel],
            picture => s_tiers.Select((labels, tier) => new MetricSample(labels, null, picture.Gateway.Tiers.Shed((Tier)tier)))),
        Metric.Counter(
            "perdure.tier.headers", "{request}", "Requests that claimed a tier, by whether that was heeded.", ["heeded"],
            picture =>
            [
                new MetricSample(LabelSet.Of(("heeded", "yes")), null, picture.Gateway.Tiers.HeadersTaken),
                new MetricSample(LabelSet.Of(("heeded", "no")), null, picture.Gateway.Tiers.HeadersIgnored),
            ]),
    ];

    private static IEnumerable<MetricSample> Durations(NodePicture picture) =>
        from route in picture.Routes
        where route.Route.Meter is not null
        from result in s_results
        let durations = route.Route.Meter!.Durations(result)
        where durations is not null
        select new MetricSample(route.Labels, s_outcomes[(int)result], 0, durations);

    // Of tiers that have been there: most routes have one, which no header changes.
    private static IEnumerable<MetricSample> Ended(NodePicture picture) =>
        from route in picture.Routes
        where route.Route.Meter is not null
        from tier in TiersOf(route.Route.Meter!)
        from result in s_results
        select new MetricSample(route.Labels, s_pairs[(int)tier][(int)result], route.Route.Meter!.Ended(tier, result));

    private static IEnumerable<MetricSample> InFlight(NodePicture picture) =>
        from route in picture.Routes
        where route.Route.Meter is not null
        from tier in TiersOf(route.Route.Meter!)
        select new MetricSample(route.Labels, s_tiers[(int)tier], route.Route.Meter!.InFlight(tier));

    private static IEnumerable<Tier> TiersOf(RouteMeter meter) => Enum.GetValues<Tier>().Where(tier => tier == meter.Tier || meter.Started(tier) > 0);

    private static IEnumerable<MetricSample> HeldBack(NodePicture picture)
    {
        foreach (var (route, labels) in picture.Routes)
        {
            yield return new MetricSample(labels, s_limited, route.Counters.Limited);
            yield return new MetricSample(labels, s_flagged, route.Counters.FlaggedOff);
        }
    }

    private static IEnumerable<MetricSample> Degraded(NodePicture picture)
    {
        foreach (var (route, labels) in picture.Routes)
        {
            yield return new MetricSample(labels, s_fallback, route.Counters.Fallbacks);
            yield return new MetricSample(labels, s_stale, route.Counters.StaleServed);
        }
    }

    private static IEnumerable<MetricSample> AccessLog(NodePicture picture) => picture.AccessLog is not { } lines ? [] :
    [
        new MetricSample(s_written, null, lines.Written),
        new MetricSample(s_dropped, null, lines.Dropped),
        new MetricSample(s_failed, null, lines.Failed),
    ];

    private static IEnumerable<MetricSample> Refused(NodePicture picture) => picture.Gateway.Meters is not { } meters ? [] :
    [
        new MetricSample(s_noRoute, null, meters.NoRoute),
        new MetricSample(s_malformed, null, meters.Refused),
    ];
}
