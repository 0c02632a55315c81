using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>healthCheck</c> of a service.</summary>
internal static class HealthCheckShape
{
    private static readonly Key<HealthCheckType> Type = new(
        "type",
        Choices.Of([("http", HealthCheckType.Http), ("tcp", HealthCheckType.Tcp)]),
        "http asks for a path and wants a 2xx or 3xx answer; tcp wants a connection.")
    {
        Default = "http",
    };

    private static readonly Key<string> PathKey = new("path", HttpTexts.Path, "The path of an http check.") { Default = "/healthz" };

    private static readonly Key<TimeSpan> Interval = new(
        "interval", Durations.Between("100ms", "1h"), "The time between two checks of an instance.")
    {
        Default = "2s",
    };

    private static readonly Key<TimeSpan> Timeout = new(
        "timeout",
        Durations.Between("10ms", "5m"),
        "How long a check may take; at most interval, and when not written no longer than that.")
    {
        Default = "1s",
    };

    private static readonly Key<int> HealthyAfter = new(
        "healthyAfter", Numbers.Integer(1, 100), "Passed checks in a row after which an unhealthy instance is healthy.")
    {
        Default = "2",
    };

    private static readonly Key<int> UnhealthyAfter = new(
        "unhealthyAfter", Numbers.Integer(1, 100), "Failed checks in a row after which a healthy instance is unhealthy.")
    {
        Default = "3",
    };

    public static MappingShape<HealthCheckModel?> Shape { get; } = new(
        [Type, PathKey, Interval, Timeout, HealthyAfter, UnhealthyAfter],
        v => new HealthCheckModel
        {
            Type = v.Get(Type),
            Path = v.Get(PathKey),
            Interval = v.Get(Interval),
            Timeout = Bounded.Lower(v, Timeout, Interval),
            HealthyAfter = v.Get(HealthyAfter),
            UnhealthyAfter = v.Get(UnhealthyAfter),
        })
    {
        Off = () => null,
        Check = v =>
        {
            Bounded.Check(v, Timeout, Interval);
            if (v.IsSound(Type) && v.Get(Type) == HealthCheckType.Tcp && v.Has(PathKey) && v.IsSound(PathKey))
            {
                v.Context.Warn(
                    DiagnosticKind.Invalid,
                    v.At(PathKey),
                    v.Context.KeyAt(v.At(PathKey)),
                    "a tcp check asks for no path",
                    "remove path, or write type: http");
            }
        },
    };
}
