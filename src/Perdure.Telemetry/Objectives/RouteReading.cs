using Perdure.Model;

namespace Perdure.Telemetry.Objectives;

/// <summary>What the counters of a route with an objective stand at. Immutable.</summary>
/// <param name="Route">The route.</param>
/// <param name="Objective">Its objective.</param>
/// <param name="Counts">What was counted since the node started, or since the route is there.</param>
public sealed record RouteReading(string Route, ObjectiveModel Objective, BudgetCounts Counts);
