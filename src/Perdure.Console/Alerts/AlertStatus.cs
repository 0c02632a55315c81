using Perdure.Console.Json;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Incidents;

namespace Perdure.Console.Alerts;

/// <summary>An alert, as the admin API shows it.</summary>
public sealed record AlertStatus
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>pending</c>, <c>firing</c>, or <c>resolved</c> within the last 15 minutes.</summary>
    public required string State { get; init; }

    /// <summary><c>critical</c>, <c>warning</c> or <c>info</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What the rule watches.</summary>
    public required string Expression { get; init; }

    /// <summary>The value when it was last read; null when it is only so or not.</summary>
    public string? Value { get; init; }

    /// <summary>What tells it apart.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Texts for people.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>What to do: a url or a path; null for nothing.</summary>
    public string? Runbook { get; init; }

    /// <summary>Since when it is so.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>Since when it fires; null while pending.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it was resolved; null before.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Since when a firing one is over, though that has not lasted yet; null for any other.</summary>
    public DateTimeOffset? OverSince { get; init; }

    /// <summary>A hash of its labels.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The id of the silence that holds for it; null for none.</summary>
    public string? SilencedBy { get; init; }

    internal static AlertStatus Of(IncidentAlert alert) => new()
    {
        Name = alert.Name,
        State = alert.Firing ? "firing" : "resolved",
        Severity = KebabCase.Of(alert.Severity),
        Expression = alert.Expression,
        Value = alert.Value,
        Labels = alert.Labels,
        Annotations = alert.Annotations,
        Runbook = alert.Runbook,
        ActiveAt = alert.ActiveAt,
        StartsAt = alert.StartsAt,
        EndsAt = alert.EndsAt,
        Fingerprint = alert.Fingerprint,
    };

    internal static AlertStatus Of(Alert alert, NodeAlerts alerts) => new()
    {
        Name = alert.Name,
        State = KebabCase.Of(alert.Phase),
        Severity = KebabCase.Of(alert.Severity),
        Expression = alert.Expression,
        Value = alert.Value,
        Labels = alert.Labels,
        Annotations = alert.Annotations,
        Runbook = alert.Runbook,
        ActiveAt = alert.ActiveAt,
        StartsAt = alert.StartsAt,
        EndsAt = alert.EndsAt,
        OverSince = alert.OverSince,
        Fingerprint = alert.Fingerprint,
        SilencedBy = alerts.SilenceOf(alert)?.Id,
    };
}
