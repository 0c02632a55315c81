using Perdure.Gateway.Planning;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Nodes;

/// <summary>A route and its labels.</summary>
public sealed record RoutePicture(RouteRuntime Route, LabelSet Labels);
