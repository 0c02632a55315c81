namespace Perdure.Telemetry.Incidents;

/// <summary>The file of the incidents.</summary>
/// <param name="Format">1.</param>
/// <param name="Incidents">All of them.</param>
internal sealed record KeptIncidents(int Format, IReadOnlyList<Incident>? Incidents);
