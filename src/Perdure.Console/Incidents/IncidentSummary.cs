using Perdure.Console.Json;
using Perdure.Telemetry.Incidents;

namespace Perdure.Console.Incidents;

/// <summary>An incident in a list, as the admin API shows it.</summary>
public sealed record IncidentSummary
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
    public required int Alerts { get; init; }

    /// <summary>How many entries its time line has.</summary>
    public required int Entries { get; init; }

    /// <summary>The picture of this moment.</summary>
    public static IncidentSummary Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new IncidentSummary
        {
            Id = incident.Id,
            Title = incident.Title,
            State = incident.Open ? "open" : "closed",
            Severity = KebabCase.Of(incident.Severity),
            OpenedAt = incident.OpenedAt,
            ClosedAt = incident.ClosedAt,
            Services = incident.Services,
            Alerts = incident.Firing,
            Entries = incident.Timeline.Count,
        };
    }
}
