using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>latency</c> of an objective.</summary>
internal static class LatencyObjectiveShape
{
    private static readonly Key<TimeSpan> Within = new(
        "within", Durations.Between("1ms", "10s"), "From the head of a request to the end of its answer.") { Required = true };

    private static readonly Key<double> Share = new("share", Objectives.Share, "The share of answers that must be as fast.") { Default = "99%" };

    public static MappingShape<LatencyObjectiveModel> Shape { get; } = new([Within, Share], v => new LatencyObjectiveModel
    {
        Within = v.Get(Within),
        Share = v.Get(Share),
    });
}
