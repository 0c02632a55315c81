using Perdure.Gateway.Metering;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>The caches of routes, and the memory that they share.</summary>
internal static class CacheMetrics
{
    private static readonly LabelSet s_hit = LabelSet.Of((MeterTags.Result, "hit"));
    private static readonly LabelSet s_miss = LabelSet.Of((MeterTags.Result, "miss"));
    private static readonly LabelSet s_shared = LabelSet.Of((MeterTags.Result, "shared"));
    private static readonly LabelSet s_passed = LabelSet.Of((MeterTags.Result, "passed"));

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Counter(
            "perdure.cache.requests", "{request}", "Requests of routes with a cache: answered from memory, fetched, shared another one's fetch, or not for a cache.",
            [MeterTags.Route, MeterTags.Result], Requests),
        Metric.Counter(
            "perdure.cache.refreshing", "{request}", "Hits that were served stale while a new answer was fetched.", [MeterTags.Route],
            OfRoute(route => route.Route.Counters.Cache.Refreshing)),
        Metric.Counter(
            "perdure.cache.revalidated", "{answer}", "Stored answers that the service confirmed with 304.", [MeterTags.Route],
            OfRoute(route => route.Route.Counters.Cache.Revalidated)),
        Metric.Counter("perdure.cache.stored", "{answer}", "Answers put into memory.", [MeterTags.Route], OfRoute(route => route.Route.Counters.Cache.Stored)),
        Metric.UpDown("perdure.cache.answers", "{answer}", "Answers in memory.", [], Each.Node(picture => picture.Gateway.Cache.Answers)),
        Metric.UpDown("perdure.cache.size", "By", "Memory that the answers take.", [], Each.Node(picture => picture.Gateway.Cache.Bytes)),
        Metric.UpDown("perdure.cache.limit", "By", "Memory that the answers may take.", [], Each.Node(picture => picture.Gateway.Cache.MaxBytes)),
        Metric.Counter("perdure.cache.evicted", "{answer}", "Answers that went because there was no more room.", [], Each.Node(picture => picture.Gateway.Cache.Evicted)),
    ];

    private static Func<NodePicture, IEnumerable<MetricSample>> OfRoute(Func<RoutePicture, double> value) => Each.Route(route => route.Route.HasCache ? value(route) : null);

    private static IEnumerable<MetricSample> Requests(NodePicture picture)
    {
        foreach (var (route, labels) in picture.Routes)
        {
            if (!route.HasCache)
                continue;
            var cache = route.Counters.Cache;
            yield return new MetricSample(labels, s_hit, cache.Hits);
            yield return new MetricSample(labels, s_miss, cache.Misses);
            yield return new MetricSample(labels, s_shared, cache.Shared);
            yield return new MetricSample(labels, s_passed, cache.Passed);
        }
    }
}
