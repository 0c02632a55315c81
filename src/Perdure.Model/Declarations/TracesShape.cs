using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>telemetry.traces</c>.</summary>
internal static class TracesShape
{
    private static readonly Key<double> Sample = new("sample", Numbers.Percentage(0), "The share of requests that are kept whatever becomes of them.")
    {
        Default = "1%",
    };

    private static readonly Key<TimeSpan> Slow = new(
        "slow", Durations.Between("1ms", "1h"), "Requests that take at least so long are always kept, and always in the access log, as those that failed are.")
    {
        Default = "1s",
    };

    public static MappingShape<TracesModel> Shape { get; } = new([Sample, Slow], v => new TracesModel { Sample = v.Get(Sample), Slow = v.Get(Slow) });
}
