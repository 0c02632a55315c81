using System.Globalization;
using Perdure.Console.Objectives;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The page of <c>perdure slo</c>, and the line of <c>perdure status</c>: the least budget first. What is overspent is said in words too.</summary>
internal static class ObjectivePage
{
    private const double Scarce = 0.25;

    /// <summary>Writes the page.</summary>
    public static void Write(IAnsiConsole screen, ObjectiveList list)
    {
        if (list.Slos.Count == 0)
        {
            screen.WriteLine("no route has an objective, or requests are not measured; one goes under objective of a route in the system file");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["route", "objective", "window", "good", "of", "is", "budget left", .. Burns(list), "burns"])
        {
            var shown = new TableColumn(column).NoWrap().Padding(0, 1);
            table.AddColumn(column is "route" or "objective" or "burns" ? shown : shown.RightAligned());
        }

        foreach (var slo in list.Slos.OrderBy(slo => Math.Min(slo.BudgetLeft, slo.LatencyBudgetLeft ?? slo.BudgetLeft)))
        {
            AddRow(table, Markup.Escape(slo.Route), Share(slo.Objective), slo, (slo.Good, slo.Total, slo.Ratio, slo.BudgetLeft), slo.Burn);
            if (slo.Latency is { } latency && slo.LatencyBurn is { } burn)
            {
                var wanted = $"{Share(latency.Share)} in {latency.WithinMs.ToString("0.##", CultureInfo.InvariantCulture)} ms";
                AddRow(table, "", wanted, slo, (slo.LatencyGood ?? 0, slo.LatencyTotal ?? 0, slo.LatencyRatio, slo.LatencyBudgetLeft ?? 1), burn);
            }
        }

        screen.Write(table);
    }

    /// <summary>Writes the line of the status.</summary>
    public static void WriteLine(IAnsiConsole screen, ObjectiveSummary objectives)
    {
        var overspent = objectives.Overspent > 0 ? $"[{StateStyle.Bad}]{objectives.Overspent} overspent[/], " : "";
        screen.MarkupLine($"budgets    {overspent}least left: {Left(objectives.WorstLeft)}, route {Markup.Escape(objectives.Worst ?? "-")}");
    }

    /// <summary>What is left, in its colour.</summary>
    public static string Left(double left)
    {
        var text = LeftText(left);
        return left < 0 ? $"[{StateStyle.Bad}]{text} overspent[/]" : left < Scarce ? $"[{StateStyle.Fair}]{text}[/]" : $"[{StateStyle.Good}]{text}[/]";
    }

    /// <summary>What is left as a percentage; far below nothing its tenths are of no interest.</summary>
    public static string LeftText(double left) => left.ToString(left < -1 ? "#,0%" : "0.0%", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Burns(ObjectiveList list) => list.Slos[0].Burn.Keys;

    private static void AddRow(
        Table table, string route, string objective, ObjectiveStatus slo, (long Good, long Total, double? Ratio, double Left) now, IReadOnlyDictionary<string, double?> burn) => table.AddRow(
    [
        route,
        objective,
        Window(slo.WindowDays),
        ShortText.Tally(now.Good),
        ShortText.Tally(now.Total),
        now.Ratio is { } ratio ? Share(ratio) : "-",
        Left(now.Left),
        .. burn.Values.Select(rate => rate is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) : "-"),
        Words(burn),
    ]);

    // The times and rates at which the built-in alerts fire.
    private static string Words(IReadOnlyDictionary<string, double?> burn) =>
        Both(burn, "1h", "5m") > 14.4 ? $"[{StateStyle.Bad}]very fast[/]"
        : Both(burn, "6h", "30m") > 6 ? $"[{StateStyle.Bad}]fast[/]"
        : Both(burn, "3d", "6h") > 1 ? $"[{StateStyle.Fair}]faster than it lasts[/]"
        : "no";

    private static double Both(IReadOnlyDictionary<string, double?> burn, string high, string low) =>
        Math.Min(burn.GetValueOrDefault(high) ?? 0, burn.GetValueOrDefault(low) ?? 0);

    private static string Share(double share) => share.ToString("0.###%", CultureInfo.InvariantCulture);

    private static string Window(double days) => days >= 1 ? days.ToString("0.#", CultureInfo.InvariantCulture) + "d" : (days * 24).ToString("0.#", CultureInfo.InvariantCulture) + "h";
}
