using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>
/// The page of <c>perdure status</c>: the node in a few lines, then one row an instance, as dense as it stays readable. A state is always
/// a word; colour only makes it easier to find.
/// </summary>
internal static class StatusPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(IAnsiConsole screen, NodeStatus node, IReadOnlyList<ServiceStatus> services, DateTimeOffset now)
    {
        WriteNode(screen, node, now);
        if (services.Count == 0)
            screen.WriteLine("no services");
        else
            screen.Write(InstanceTable.Of(services, screen.Profile.Width, now));
    }

    private static void WriteNode(IAnsiConsole screen, NodeStatus node, DateTimeOffset now)
    {
        var state = $"[{StateStyle.Of(node.State)}]{Markup.Escape(node.State)}[/]";
        var upFor = ShortText.Span(now - node.StartedAt);
        var (system, id, version) = (Markup.Escape(node.System), Markup.Escape(node.Node), Markup.Escape(node.Version));
        screen.MarkupLine($"[bold]{system}[/]  node {id}  {state}  up {upFor}  version {version}");
        var source = node.Coordination?.Configuration.Version is > 0 and var shared ? $"version {shared} of the shared configuration" : node.Plan.File;
        screen.WriteLine($"plan       {node.Plan.Version}, loaded {Ago(node.Plan.LoadedAt, now)} from {source}");
        if (node.LastReload is { } reload)
            WriteReload(screen, reload, now);
        if (node.Coordination is { } coordination)
            CoordinationLines.Write(screen, coordination, now);
        if (node.Durability is { } durability)
            DurabilityLines.Write(screen, durability);
        foreach (var listener in node.Listeners)
            screen.WriteLine($"listener   {listener.Name}  {listener.Address}  {listener.Protocol}{(listener.Tls ? " over TLS" : "")}");
        if (node.Alerts is { } alerts)
            AlertPage.WriteLine(screen, alerts);
        if (node.Objectives is { } objectives)
            ObjectivePage.WriteLine(screen, objectives);
        var totals = node.Totals;
        screen.WriteLine(
            $"requests   {ShortText.Count(totals.Requests)}  good {ShortText.Count(totals.Good)}  " +
            $"failed {ShortText.Count(totals.Failed)}  retries {ShortText.Count(totals.Retries)}");
        OverloadLines.Write(screen, node);
    }

    private static void WriteReload(IAnsiConsole screen, ReloadStatus reload, DateTimeOffset now)
    {
        if (reload.Ok)
            screen.WriteLine($"reload     accepted {Ago(reload.At, now)}");
        else
            screen.MarkupLine($"reload     [{StateStyle.Bad}]refused[/] {Ago(reload.At, now)}; the plan before it is in force");
        foreach (var problem in reload.Errors)
            screen.WriteLine($"           {problem.Place}: {problem.What}");
        foreach (var problem in reload.Warnings)
            screen.WriteLine($"           {problem.Place}: warning: {problem.What}");
    }

    private static string Ago(DateTimeOffset at, DateTimeOffset now) => ShortText.Span(now - at) + " ago";
}
