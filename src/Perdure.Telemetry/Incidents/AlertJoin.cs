using System.Collections.Immutable;
using System.Globalization;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>How alerts and events join an incident. Pure.</summary>
internal static class AlertJoin
{
    private static readonly ImmutableArray<string> s_builtIn = [.. BuiltInAlerts.All.Select(rule => rule.Name)];

    // What happened after the last look before somebody closed an incident was in no look of it; looks are a second apart.
    private static readonly TimeSpan s_lookTime = TimeSpan.FromSeconds(2);

    /// <summary>The incident that an alert opens, with what happened to its services before; the alert itself is not in it yet.</summary>
    public static Incident Begin(string id, Alert alert, IncidentLook look)
    {
        var since = alert.ActiveAt < look.Now && look.Now - alert.ActiveAt <= IncidentLimits.Before ? alert.ActiveAt : look.Now;
        var incident = new Incident
        {
            Id = id,
            Title = "",
            Severity = alert.Severity,
            OpenedAt = look.Now,
            ImpactSince = since,
            Services = ServiceOf(alert.Labels, look) is { } service ? [service] : [],
        };
        return WithEvents(incident, Before(incident, look));
    }

    /// <summary>
    /// What is known of the time before an incident: what happened to its services, and what concerned all; everything, when it is about none.
    /// </summary>
    public static IEnumerable<JournalEvent> Before(Incident incident, IncidentLook look) => look.Known().Where(happened =>
        happened.At >= incident.OpenedAt - IncidentLimits.Before && Concerns(incident, happened, look));

    /// <summary>An incident that was closed, open again, with what happened to its services meanwhile.</summary>
    public static Incident Again(Incident incident, IncidentLook look)
    {
        var closed = (incident.ClosedAt ?? look.Now) - s_lookTime;
        var since = closed > look.Now - IncidentLimits.Reopen ? closed : look.Now - IncidentLimits.Reopen;
        return WithEvents(incident with { ClosedAt = null }, look.Known().Where(happened => happened.At >= since && Concerns(incident, happened, look) && !incident.Timeline.Any(entry => Tells(entry, happened))));
    }

    /// <summary>With events; what alerts and incidents say in the log they say here themselves.</summary>
    public static Incident WithEvents(Incident incident, IEnumerable<JournalEvent> events)
    {
        foreach (var happened in events)
        {
            if (JournaledEvents.KindOf(happened.Id) is { } kind and not (JournaledEvents.Alert or JournaledEvents.Incident))
            {
                incident = incident.With(Of(happened, kind));
            }
        }

        return incident;
    }

    private static IncidentEntry Of(JournalEvent happened, string kind) => new()
    {
        At = happened.At, Kind = kind, Text = happened.Text, By = happened.Label("by"), Labels = happened.Labels.ToImmutableSortedDictionary().SetItem("event", happened.Name),
    };

    // Whether an entry is of this event, or of this one too.
    private static bool Tells(IncidentEntry entry, JournalEvent happened) =>
        entry.At <= happened.At && happened.At <= entry.Last && (entry.Text == happened.Text || (JournaledEvents.KindOf(happened.Id) is { } kind && entry.IsLike(Of(happened, kind))));

    /// <summary>Whether an alert has been part of it since it fired: then it is dealt with.</summary>
    public static bool Has(Incident incident, Alert alert) => incident.Alerts.Any(one => one.Fingerprint == alert.Fingerprint && one.StartsAt == alert.StartsAt && one.Counts);

    /// <summary>Whether one of its alerts fires still, as it did when it joined.</summary>
    public static bool Fires(IncidentAlert alert, IncidentLook look) =>
        look.Alerts.Any(one => one.Phase == AlertPhase.Firing && one.Fingerprint == alert.Fingerprint && one.StartsAt == alert.StartsAt);

    /// <summary>Whether an alert was part of it once.</summary>
    public static bool Knows(Incident incident, Alert alert) => incident.Alerts.Any(one => one.Fingerprint == alert.Fingerprint && one.Counts);

    /// <summary>With an alert that fires.</summary>
    public static Incident WithFiring(Incident incident, Alert alert, bool counts, string? silence, IncidentLook look)
    {
        var known = incident.Alerts.FirstOrDefault(one => one.Fingerprint == alert.Fingerprint);
        if (known is not null && known.StartsAt == alert.StartsAt && known.Firing)
            return counts && !known.Counts ? Titled(Replace(incident, known, known with { Counts = true })) : incident;
        if (known is null && incident.Alerts.Length >= IncidentLimits.AlertsMax)
            return incident;
        var picture = Of(alert, counts || known is { Counts: true });
        var how = known is null ? "fires" : "fires again";
        var entry = new IncidentEntry
        {
            At = alert.StartsAt ?? look.Now,
            Kind = JournaledEvents.Alert,
            Text = $"{alert.Name} {how}{(silence is null ? "" : $", silenced by {silence}")}: {SummaryOf(alert)}{(alert.Value is { } value ? $"; it is {value}" : "")}",
            Labels = LabelsOf(alert),
        };
        incident = known is null ? incident with { Alerts = incident.Alerts.Add(picture) } : Replace(incident, known, picture);
        if (ServiceOf(alert.Labels, look) is { } service && !incident.Services.Contains(service))
            incident = incident with { Services = incident.Services.Add(service) };
        return Titled(incident.With(entry));
    }

    /// <summary>With the ends of its alerts.</summary>
    public static Incident WithEnds(Incident incident, IReadOnlyList<Alert> alerts)
    {
        if (incident.Firing == 0)
            return incident;
        foreach (var alert in alerts.Where(alert => alert.Phase == AlertPhase.Resolved))
        {
            // One that was over before the node started anew is none that a restarted node resolves.
            if (incident.Alerts.FirstOrDefault(one => one.Fingerprint == alert.Fingerprint && one.Firing) is not { } known || alert.StartsAt < known.StartsAt)
                continue;
            var ended = alert.EndsAt ?? known.StartsAt;
            incident = Replace(incident, known, Of(alert, known.Counts) with { StartsAt = known.StartsAt, EndsAt = ended }).With(new IncidentEntry
            {
                At = ended, Kind = JournaledEvents.Alert, Text = $"{alert.Name} is resolved after {Lasting(ended - known.StartsAt)}", Labels = LabelsOf(alert),
            });
        }

        return incident;
    }

    /// <summary>Without what fires for this incident alone: a node that was restarted would have seen it again by now.</summary>
    public static Incident WithoutGone(Incident incident, IncidentLook look)
    {
        foreach (var gone in incident.Alerts.Where(alert => alert.Firing && look.Alerts.All(one => one.Fingerprint != alert.Fingerprint)))
        {
            incident = Replace(incident, gone, gone with { EndsAt = look.Now }).With(new IncidentEntry
            {
                At = look.Now, Kind = JournaledEvents.Alert, Text = $"{gone.Name} did not fire again after the restart of the node", Labels = gone.Labels.ToImmutableSortedDictionary().Remove("node").Remove("system").SetItem("fingerprint", gone.Fingerprint),
            });
        }

        return incident;
    }

    /// <summary>How long, as people say it.</summary>
    public static string Lasting(TimeSpan span)
    {
        var (hours, minutes, seconds) = ((long)span.TotalHours, span.Minutes, span.Seconds);
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours} h {minutes} min")
            : minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min {seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, seconds)} s");
    }

    private static bool Concerns(Incident incident, JournalEvent happened, IncidentLook look) =>
        incident.Services.IsEmpty || ServiceOf(happened.Labels, look) is not { } service || incident.Services.Contains(service);

    private static Incident Titled(Incident incident)
    {
        var counted = incident.Alerts.Where(alert => alert.Counts).OrderByDescending(alert => alert.Severity).ThenBy(Telling).ToList();
        if (counted.Count == 0)
            return incident;
        var severity = counted[0].Severity > incident.Severity ? counted[0].Severity : incident.Severity;
        if (incident.OpenedBy is not null)
            return incident with { Severity = severity };
        var more = counted.Count switch { 1 => "", 2 => " (and 1 more alert)", var all => string.Create(CultureInfo.InvariantCulture, $" (and {all - 1} more alerts)") };
        var summary = counted[0].Annotations.GetValueOrDefault("summary", counted[0].Expression);
        return incident with { Severity = severity, Title = IncidentBook.Cut($"{counted[0].Name}: {summary}", IncidentLimits.TitleMax - more.Length) + more };
    }

    // Of those that are as bad, what is broken says more than that a budget burns: the order of the built-in rules, with one's own after the first two.
    private static double Telling(IncidentAlert alert) => s_builtIn.IndexOf(alert.Name) is >= 0 and var at ? at : 1.5;

    private static Incident Replace(Incident incident, IncidentAlert before, IncidentAlert after) => incident with { Alerts = incident.Alerts.Replace(before, after) };

    private static IncidentAlert Of(Alert alert, bool counts) => new()
    {
        Name = alert.Name,
        Severity = alert.Severity,
        Fingerprint = alert.Fingerprint,
        Expression = alert.Expression,
        Value = alert.Value,
        Labels = alert.Labels,
        Annotations = alert.Annotations,
        Runbook = alert.Runbook,
        ActiveAt = alert.ActiveAt,
        StartsAt = alert.StartsAt ?? alert.ActiveAt,
        EndsAt = alert.Phase == AlertPhase.Firing ? null : alert.EndsAt,
        Counts = counts,
    };

    private static string SummaryOf(Alert alert) => alert.Annotations.GetValueOrDefault("summary", alert.Expression);

    private static ImmutableSortedDictionary<string, string> LabelsOf(Alert alert) => alert.Labels.Remove("node").Remove("system").SetItem("fingerprint", alert.Fingerprint);

    private static string? ServiceOf(IReadOnlyDictionary<string, string> labels, IncidentLook look) =>
        labels.TryGetValue("service", out var service) ? service : labels.TryGetValue("route", out var route) ? look.ServiceOfRoute(route) : null;
}
