using System.Globalization;
using Perdure.Console.Incidents;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The pages of <c>perdure incident</c>.</summary>
internal static class IncidentPage
{
    /// <summary>Writes the list.</summary>
    public static void Write(IAnsiConsole screen, IncidentList list, DateTimeOffset now)
    {
        if (list.Incidents.Count == 0)
        {
            screen.WriteLine("no incidents");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["id", "is", "severity", "lasted", "firing", "entries", "services", "title"])
            table.AddColumn(new TableColumn(column).NoWrap().Padding(0, 2));
        foreach (var incident in list.Incidents)
        {
            table.AddRow(
                Markup.Escape(incident.Id),
                $"[{(incident.State == "open" ? StateStyle.Bad : StateStyle.Good)}]{Markup.Escape(incident.State)}[/]",
                Markup.Escape(incident.Severity),
                ShortText.Span((incident.ClosedAt ?? now) - incident.OpenedAt),
                ShortText.Tally(incident.Alerts),
                ShortText.Count(incident.Entries),
                Markup.Escape(incident.Services.Count == 0 ? "-" : string.Join(", ", incident.Services)),
                Markup.Escape(PlainText.Line(incident.Title)));
        }

        screen.Write(table);
    }

    /// <summary>Writes one with its time line.</summary>
    public static void Write(IAnsiConsole screen, IncidentDetails incident, DateTimeOffset now)
    {
        screen.WriteLine($"{incident.Id}  {PlainText.Line(incident.Title)}");
        var colour = incident.State == "open" ? StateStyle.Bad : StateStyle.Good;
        var end = incident.ClosedAt is { } closed ? $", closed {Time(closed)}" : incident.ByHand ? ", closed by hand alone" : "";
        screen.MarkupLine(
            $"[{colour}]{Markup.Escape(incident.State)}[/], {Markup.Escape(incident.Severity)}, opened {Time(incident.OpenedAt)}{Markup.Escape(incident.OpenedBy is { } by ? $" by {by}" : "")}{end}, " +
            $"lasted {ShortText.Span((incident.ClosedAt ?? now) - incident.OpenedAt)}");
        foreach (var alert in incident.Alerts)
            screen.WriteLine($"alert   {alert.Name} {alert.State} ({alert.Severity}){(alert.Runbook is { } runbook ? $"  {runbook}" : "")}");
        foreach (var route in incident.Impact.Where(route => route.Hurt))
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"impact  {route.Route}: of {route.Answered} requests {route.Failed} failed, {route.Shed} shed, {route.Degraded} degraded"));
        screen.WriteLine();
        foreach (var entry in incident.Timeline)
            screen.WriteLine($"{Time(entry.At)}  {entry.Kind,-6}  {(entry.By is { } who ? $"{PlainText.Line(who)}: " : "")}{PlainText.Line(entry.Text)}");
        if (incident.LeftOut > 0)
            screen.WriteLine($"{ShortText.Count(incident.LeftOut)} more had no room");
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
