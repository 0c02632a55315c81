using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The lines of <c>perdure status</c> about the store, the other nodes and the shared configuration.</summary>
internal static class CoordinationLines
{
    /// <summary>Writes them.</summary>
    public static void Write(IAnsiConsole screen, CoordinationStatus status, DateTimeOffset now)
    {
        var state = $"[{StateStyle.Of(status.State)}]{Markup.Escape(status.State)}[/]";
        screen.MarkupLine(
            $"store      {Markup.Escape(status.Engine)} at {Markup.Escape(status.Location)}  {state} for {ShortText.Span(now - status.Since)}");
        string?[] remarks = [status.Problem, status.Warning, status.MembershipProblem];
        foreach (var remark in remarks.Where(text => text is not null).Distinct())
            screen.WriteLine($"           {remark}");
        if (status.Pending > 0)
            screen.WriteLine($"           {status.Pending} changes hold on this node alone until the store is back");
        if (status.Nodes.Count > 0)
            screen.WriteLine($"nodes      {string.Join(", ", status.Nodes.Select(Name))}");
        WriteConfiguration(screen, status);
    }

    private static void WriteConfiguration(IAnsiConsole screen, CoordinationStatus status)
    {
        var configuration = status.Configuration;
        if (configuration is { Version: 0, Target: 0, Problem: null })
            return;
        screen.WriteLine(configuration.Version == 0 ? "shared     not in force here: the node runs its own file" : $"shared     version {configuration.Version}");
        if (configuration.Problem is { } problem)
            screen.MarkupLine($"           [{StateStyle.Bad}]version {configuration.Target} cannot be loaded here[/]: {Markup.Escape(problem)}");
    }

    private static string Name(NodeSummary node)
    {
        var zone = node.Zone is null ? "" : $" in {node.Zone}";
        return $"{node.Node}{zone}{(node.Self ? " (this one)" : "")}";
    }
}
