using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Tests.Alerting.Notifying;

/// <summary>Alerts of one rule, told apart by their service.</summary>
internal static class AlertSamples
{
    public static Alert Alert(string service, AlertPhase phase, DateTimeOffset startsAt) => new()
    {
        Name = "R",
        Phase = phase,
        Severity = AlertSeverity.Warning,
        Labels = ImmutableSortedDictionary<string, string>.Empty.Add("alertname", "R").Add("service", service),
        Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("summary", "it fails").Add("description", $"{service} fails"),
        Expression = "error-ratio above 5% over 1m",
        ActiveAt = startsAt,
        StartsAt = startsAt,
        EndsAt = phase == AlertPhase.Resolved ? startsAt.AddMinutes(1) : null,
        Fingerprint = service,
    };
}
