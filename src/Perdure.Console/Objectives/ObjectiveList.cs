using Perdure.Telemetry.Objectives;

namespace Perdure.Console.Objectives;

/// <summary>The answer of <c>GET /api/v1/slos</c>.</summary>
/// <param name="Slos">Routes with an objective, in the order of the system file.</param>
public sealed record ObjectiveList(IReadOnlyList<ObjectiveStatus> Slos)
{
    /// <summary>The picture of this moment.</summary>
    public static ObjectiveList Of(IReadOnlyList<RouteFigures> routes) => new([.. routes.Select(ObjectiveStatus.Of)]);
}
