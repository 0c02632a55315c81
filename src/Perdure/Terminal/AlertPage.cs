using Perdure.Console.Alerts;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The page of <c>perdure alerts list</c>, and the line of <c>perdure status</c>.</summary>
internal static class AlertPage
{
    private static readonly string[] s_places = ["service", "route", "queue", "listener"];

    /// <summary>Writes the page.</summary>
    public static void Write(IAnsiConsole screen, AlertList list, DateTimeOffset now)
    {
        if (list.Alerts.Count == 0)
            screen.WriteLine($"no alerts on node {list.Node}");
        else
            WriteAlerts(screen, list, now);
        foreach (var silence in list.Silences)
        {
            var comment = silence.Comment.Length == 0 ? "" : $": {silence.Comment}";
            screen.WriteLine($"silence {silence.Id}  {string.Join(", ", silence.Matchers)}  by {silence.CreatedBy}, {ShortText.Span(silence.EndsAt - now)} left{comment}");
        }

        foreach (var receiver in list.Receivers)
        {
            screen.WriteLine(
                $"{receiver.Name}  {receiver.Host}  {ShortText.Count(receiver.Delivered)} delivered{(receiver.Problem is { } problem ? $", not just now: {problem}" : "")}");
        }

        if (list.Receivers.Count == 0)
            screen.WriteLine("nobody is told; who is goes under notify in the system file");
    }

    /// <summary>Writes the line of the status.</summary>
    public static void WriteLine(IAnsiConsole screen, AlertSummary alerts)
    {
        if (alerts.Firing > 0)
            screen.MarkupLine($"alerts     [{StateStyle.Bad}]{alerts.Firing} firing[/]: {Markup.Escape(string.Join(", ", alerts.Names))}{Rest(alerts)}");
        else
            screen.WriteLine($"alerts     none firing{Rest(alerts)}");
    }

    private static string Rest(AlertSummary alerts) =>
        (alerts.Pending > 0 ? $", {alerts.Pending} pending" : "") + (alerts.Silenced > 0 ? $", {alerts.Silenced} silenced" : "");

    private static void WriteAlerts(IAnsiConsole screen, AlertList list, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["alert", "of", "is", "severity", "for", "value", "what to do"])
            table.AddColumn(new TableColumn(column).NoWrap().Padding(0, 2));
        foreach (var alert in list.Alerts)
        {
            var colour = alert.State switch { "firing" => StateStyle.Bad, "pending" => StateStyle.Fair, _ => StateStyle.Good };
            table.AddRow(
                Markup.Escape(alert.Name),
                Markup.Escape(string.Join(' ', s_places.Where(alert.Labels.ContainsKey).Select(place => alert.Labels[place]))),
                $"[{colour}]{alert.State}[/]{(alert.SilencedBy is { } silence ? $", silenced by {Markup.Escape(silence)}" : "")}",
                alert.Severity,
                ShortText.Span((alert.EndsAt is { } ended ? ended : now) - alert.ActiveAt),
                Markup.Escape(alert.Value ?? "-"),
                Markup.Escape(alert.Runbook ?? "-"));
        }

        screen.Write(table);
    }
}
