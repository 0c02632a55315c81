using Perdure.Model;

namespace Perdure.Telemetry.Objectives;

/// <summary>How a route stands with its objective. Immutable.</summary>
/// <param name="Route">The route.</param>
/// <param name="Objective">What the system file says.</param>
/// <param name="Availability">How its availability stands.</param>
/// <param name="Latency">How its latency stands; null without such an objective.</param>
/// <param name="SinceStart">What was counted since the node started.</param>
public sealed record RouteFigures(string Route, ObjectiveModel Objective, BudgetFigures Availability, BudgetFigures? Latency, BudgetCounts SinceStart)
{
    /// <summary>Both, by the names that they have in metrics.</summary>
    public IEnumerable<(string Name, BudgetFigures Figures)> Both =>
        Latency is null ? [("availability", Availability)] : [("availability", Availability), ("latency", Latency)];
}
