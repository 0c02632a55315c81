using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>objective</c> of a route.</summary>
internal static class ObjectiveShape
{
    private static readonly Key<double> Availability = new(
        "availability", Objectives.Share, "The share of its requests that must be answered: neither failed nor turned away for want of capacity.")
    {
        Default = "99.9%",
    };

    private static readonly Key<LatencyObjectiveModel> Latency = new("latency", LatencyObjectiveShape.Shape, "How fast its answers must be.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeSpan> Window = new("window", Objectives.Window, "The time that just passed over which the shares are meant.")
    {
        Default = "30d",
    };

    public static MappingShape<ObjectiveModel> Shape { get; } = new([Availability, Latency, Window], v => new ObjectiveModel
    {
        Availability = v.Get(Availability),
        Latency = v.Find(Latency),
        Window = v.Get(Window),
    });
}
