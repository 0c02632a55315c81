namespace Perdure.Console.Incidents;

/// <summary>The answer of <c>GET /api/v1/incidents</c>.</summary>
/// <param name="Incidents">Those that the node keeps, the newest first.</param>
public sealed record IncidentList(IReadOnlyList<IncidentSummary> Incidents);
