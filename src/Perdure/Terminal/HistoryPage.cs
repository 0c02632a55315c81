using Perdure.Console.Configuration;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The page of <c>perdure history</c>: the versions, the nodes, and a roll-out.</summary>
internal static class HistoryPage
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole screen, ConfigurationStatus status, DateTimeOffset now)
    {
        if (status.History is null)
            screen.WriteLine("the coordination store is lost; the history is shown when it is back");
        else if (status.History.Count == 0)
            screen.WriteLine("nothing was applied yet: every node runs its own file");
        else
            screen.Write(Versions(status.History, status.Latest?.Version ?? 0, now));
        if (status.Reports.Count > 0)
            screen.Write(Nodes(status.Reports));
        if (status.Rollout is { } rollout)
            WriteRollout(screen, rollout);
    }

    private static Table Versions(IReadOnlyList<VersionStatus> history, long latest, DateTimeOffset now)
    {
        var table = Columns("version", "applied", "by", "what");
        foreach (var version in history)
        {
            var what = version switch
            {
                { Withdrawn: true } => "withdrawn: every node runs its own file",
                { RollbackOf: { } earlier } => $"rollback to {earlier}",
                _ => version.Comment ?? "",
            };
            table.AddRow(
                version.Version == latest ? $"[{StateStyle.Good}]{version.Version} *[/]" : $"{version.Version}",
                $"{ShortText.Span(now - version.At)} ago",
                Markup.Escape(version.By),
                Markup.Escape(what));
        }

        return table;
    }

    private static Table Nodes(IReadOnlyList<ReportStatus> reports)
    {
        var table = Columns("node", "runs", "requests", "failed", "state");
        foreach (var report in reports)
        {
            var version = report.Version == 0 ? "own file" : $"version {report.Version}";
            table.AddRow(
                Markup.Escape(report.Node),
                report.Ok ? version : $"not {version}",
                ShortText.Count(report.Requests),
                ShortText.Count(report.Failed),
                report.Ok ? $"[{StateStyle.Good}]ok[/]" : $"[{StateStyle.Bad}]{Markup.Escape(report.Error ?? "cannot load it")}[/]");
        }

        return table;
    }

    private static void WriteRollout(IAnsiConsole screen, RolloutStatus rollout)
    {
        var from = rollout.From == 0 ? "the nodes' own files" : $"version {rollout.From}";
        var done = rollout.Done.Count == 0 ? "" : $"; done: {string.Join(", ", rollout.Done)}";
        var at = rollout.Node is null ? "" : $"; watching: {rollout.Node}";
        var why = rollout.Reason is null ? "" : $"; {rollout.Reason}";
        screen.WriteLine($"roll-out of version {rollout.Version} from {from}: {rollout.State}{done}{at}{why}");
    }

    private static Table Columns(params string[] names)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in names)
            table.AddColumn(new TableColumn(name).NoWrap().Padding(0, 2));
        return table;
    }
}
