using System.Globalization;
using System.Text;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>The draft of a post-mortem in markdown: what is known is written, and what only people know is asked for. Pure.</summary>
public static class PostMortem
{
    private const string ToWrite = "_To be written by people._";

    /// <summary>Writes it.</summary>
    /// <param name="incident">Of which.</param>
    /// <param name="node">The node that saw it.</param>
    /// <param name="system">The system it stands in front of.</param>
    /// <param name="now">The time of day.</param>
    public static string Write(Incident incident, string node, string system, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Post-mortem: {MarkdownText.Escape(incident.Title)}\n\n");
        text.Append("> A draft that Perdure made from what one node saw. Check it, and write what only people know.\n\n");
        Facts(text, incident, node, system, now);
        Summary(text, incident, node, now);
        Impact(text, incident, node, now);
        Detection(text, incident);
        PostMortemLists.ByItself(text.Append("## What Perdure did by itself\n\n"), incident);
        PostMortemLists.ByPeople(text.Append("\n## What people did\n\n"), incident);
        PostMortemLists.Alerts(text.Append("\n## Alerts\n\n"), incident);
        PostMortemLists.Timeline(text.Append("\n## Time line\n\n"), incident);
        text.Append(CultureInfo.InvariantCulture, $"\n## Root cause\n\n{ToWrite} What changed last before it began? Why did it hurt as much as it did?\n");
        text.Append(CultureInfo.InvariantCulture, $"\n## Lessons\n\n- What went well: {ToWrite}\n- What went badly: {ToWrite}\n- Where we were lucky: {ToWrite}\n");
        text.Append("\n## Actions\n\n| what | why | who | until when |\n|---|---|---|---|\n| | prevents it, or finds it sooner, or makes it hurt less | | |\n");
        return text.ToString();
    }

    private static void Facts(StringBuilder text, Incident incident, string node, string system, DateTimeOffset now)
    {
        text.Append("| | |\n|---|---|\n");
        Row("incident", incident.Id);
        Row("system, node", $"{system}, {node}");
        Row("severity", incident.Severity.ToString().ToLowerInvariant());
        Row("services", incident.Services.IsEmpty ? "none in particular" : string.Join(", ", incident.Services));
        Row("opened", PostMortemLists.Time(incident.OpenedAt) + (incident.OpenedBy is { } by ? $" by {by}" : ""));
        Row("closed", incident.ClosedAt is { } closed ? PostMortemLists.Time(closed) : $"still open at {PostMortemLists.Time(now)}");
        Row("lasted", AlertJoin.Lasting(End(incident, now) - incident.OpenedAt));
        text.Append('\n');

        void Row(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {MarkdownText.Escape(value)} |\n");
    }

    private static void Summary(StringBuilder text, Incident incident, string node, DateTimeOffset now)
    {
        text.Append("## Summary\n\n");
        var alerts = incident.Alerts.Count(alert => alert.Counts);
        var what = incident.Services.IsEmpty ? $"the node {node}" : $"{(incident.Services.Length == 1 ? "the service" : "the services")} {string.Join(", ", incident.Services)}";
        text.Append(CultureInfo.InvariantCulture, $"On {incident.OpenedAt.UtcDateTime:yyyy-MM-dd} at {incident.OpenedAt.UtcDateTime:HH:mm} UTC an incident began about {MarkdownText.Escape(what)}");
        text.Append(alerts switch
        {
            0 => ", opened by hand; no alert fired.",
            1 => $": {MarkdownText.Escape(incident.Title)}.",
            _ => string.Create(CultureInfo.InvariantCulture, $" with {alerts} alerts, the worst of them {MarkdownText.Escape(incident.Title)}."),
        });
        var fired = incident.Alerts.Where(alert => alert.Counts && alert.EndsAt is not null).Select(alert => alert.EndsAt!.Value).DefaultIfEmpty().Max();
        if (incident.Alerts.Any(alert => alert.Firing))
            text.Append(CultureInfo.InvariantCulture, $" {incident.Firing} of its alerts {(incident.Firing == 1 ? "fires" : "fire")} still.");
        else if (fired > incident.OpenedAt)
            text.Append(CultureInfo.InvariantCulture, $" The last alert ended after {AlertJoin.Lasting(fired - incident.OpenedAt)}; the incident {(incident.Open ? "is still open" : "was closed")} after {AlertJoin.Lasting(End(incident, now) - incident.OpenedAt)}.");
        text.Append("\n\n");
    }

    private static void Impact(StringBuilder text, Incident incident, string node, DateTimeOffset now)
    {
        text.Append("## Impact\n\n");
        var hurt = incident.Impact.Where(route => route.Hurt).ToList();
        if (incident.Impact.IsEmpty)
        {
            text.Append("No requests were counted by route: there were none, the node does not measure them, or the incident was over too soon.\n\n");
            return;
        }

        if (hurt.Count > 0)
        {
            text.Append("| route | answered | failed | shed | degraded | hurt |\n|---|---:|---:|---:|---:|---:|\n");
            foreach (var route in hurt)
            {
                var share = (double)(route.Failed + route.Shed + route.Degraded) / Math.Max(1, route.Answered);
                text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(route.Route)} | {route.Answered} | {route.Failed} | {route.Shed} | {route.Degraded} | {share * 100:0.##} % |\n");
            }

            text.Append('\n');
        }

        var (answered, failed, shed, degraded) = (incident.Impact.Sum(one => one.Answered), hurt.Sum(one => one.Failed), hurt.Sum(one => one.Shed), hurt.Sum(one => one.Degraded));
        text.Append(CultureInfo.InvariantCulture, $"In all {failed} of {answered} requests failed, {shed} were turned away, {degraded} got a degraded answer. ");
        text.Append(CultureInfo.InvariantCulture, $"Counted on node {MarkdownText.Escape(node)} alone, from {PostMortemLists.Time(incident.ImpactSince)} to {PostMortemLists.Time(End(incident, now))}. What it meant to users: {ToWrite}\n\n");
    }

    private static void Detection(StringBuilder text, Incident incident)
    {
        text.Append("## Detection\n\n");
        var alert = incident.Timeline.FirstOrDefault(entry => entry.Kind == JournaledEvents.Alert);
        var sign = incident.Timeline.FirstOrDefault(PostMortemLists.IsTrouble);
        if (alert is null)
            text.Append("No alert fired: people found it. Which alert would have?\n\n");
        else if (sign is not null && sign.At < alert.At)
            text.Append(CultureInfo.InvariantCulture, $"The first sign was at {PostMortemLists.Time(sign.At)} ({MarkdownText.Escape(sign.Text)}); the first alert fired {AlertJoin.Lasting(alert.At - sign.At)} later.\n\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"The first alert, at {PostMortemLists.Time(alert.At)}, was the first sign.\n\n");
    }

    private static DateTimeOffset End(Incident incident, DateTimeOffset now) => incident.ClosedAt ?? now;
}
