namespace Perdure.Telemetry.Incidents;

/// <summary>What became of somebody's change of an incident.</summary>
/// <param name="Incident">The incident afterwards; the one that is open, when that is the reason; otherwise null.</param>
/// <param name="Refusal">Why it was not made.</param>
public readonly record struct IncidentAnswer(Incident? Incident, IncidentRefusal Refusal = IncidentRefusal.None);
