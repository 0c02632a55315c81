using Perdure.Console.Alerts;
using Perdure.Console.Json;
using Perdure.Telemetry.Incidents;

namespace Perdure.Console.Incidents;

/// <summary>The answer of <c>GET /api/v1/incidents/{id}</c>: an incident with all that happened.</summary>
public sealed record IncidentDetails
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about.</summary>
    public required string Title { get; init; }

    /// <summary><c>open</c> or <c>closed</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>critical</c>, <c>warning</c> or <c>info</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The services of its alerts.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>How many of its alerts fire.</summary>
    public required int Firing { get; init; }

    /// <summary>How many entries its time line has.</summary>
    public required int Entries { get; init; }

    /// <summary>Who opened it; null when an alert did.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Whether it is closed by hand alone.</summary>
    public bool ByHand { get; init; }

    /// <summary>What happened, in the order of time.</summary>
    public required IReadOnlyList<IncidentEntry> Timeline { get; init; }

    /// <summary>How many entries there was no room for.</summary>
    public int LeftOut { get; init; }

    /// <summary>Its alerts, as they stood last.</summary>
    public required IReadOnlyList<AlertStatus> Alerts { get; init; }

    /// <summary>Whom it hurt, by route.</summary>
    public required IReadOnlyList<RouteImpact> Impact { get; init; }

    /// <summary>Since when that is counted.</summary>
    public DateTimeOffset ImpactSince { get; init; }

    /// <summary>The picture of this moment.</summary>
    public static IncidentDetails Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new IncidentDetails
        {
            Id = incident.Id,
            Title = incident.Title,
            State = incident.Open ? "open" : "closed",
            Severity = KebabCase.Of(incident.Severity),
            OpenedAt = incident.OpenedAt,
            ClosedAt = incident.ClosedAt,
            Services = incident.Services,
            Firing = incident.Firing,
            Entries = incident.Timeline.Count,
            OpenedBy = incident.OpenedBy,
            ByHand = incident.ByHand,
            Timeline = incident.Timeline,
            LeftOut = incident.LeftOut,
            Alerts = [.. incident.Alerts.Select(AlertStatus.Of)],
            Impact = incident.Impact,
            ImpactSince = incident.ImpactSince,
        };
    }
}
