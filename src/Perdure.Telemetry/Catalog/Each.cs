using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>One series for each service, route, instance or bulkhead.</summary>
internal static class Each
{
    public static Func<NodePicture, IEnumerable<MetricSample>> Service(Func<ServicePicture, NodePicture, double?> value) => picture =>
        picture.Services.Select(service => (service.Labels, Value: value(service, picture))).Where(Known).Select(Sample);

    public static Func<NodePicture, IEnumerable<MetricSample>> Route(Func<RoutePicture, double?> value) => picture =>
        picture.Routes.Select(route => (route.Labels, Value: value(route))).Where(Known).Select(Sample);

    public static Func<NodePicture, IEnumerable<MetricSample>> Instance(Func<InstancePicture, double?> value) => picture =>
        picture.Services.SelectMany(service => service.Instances).Select(instance => (instance.Labels, Value: value(instance))).Where(Known).Select(Sample);

    public static Func<NodePicture, IEnumerable<MetricSample>> Bulkhead(Func<BulkheadPicture, double?> value) => picture =>
        picture.Bulkheads.Select(bulkhead => (bulkhead.Labels, Value: value(bulkhead))).Where(Known).Select(Sample);

    /// <summary>One series without labels; none when there is no value.</summary>
    public static Func<NodePicture, IEnumerable<MetricSample>> Node(Func<NodePicture, double?> value) => picture =>
        value(picture) is { } known ? [MetricSample.Of(known)] : [];

    /// <summary>A truth as a number.</summary>
    public static double Number(bool truth) => truth ? 1 : 0;

    private static bool Known((LabelSet Labels, double? Value) sample) => sample.Value is not null;

    private static MetricSample Sample((LabelSet Labels, double? Value) sample) => new(sample.Labels, null, sample.Value!.Value);
}
