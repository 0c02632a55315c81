using System.Globalization;
using Perdure.Demo.Promises;
using Perdure.Demo.Stage;
using Perdure.Demo.Traffic;
using Perdure.Load;
using Spectre.Console;

namespace Perdure.Demo.View;

/// <summary>The tables of the demo.</summary>
internal static class DemoTables
{
    public static Table Phases(IReadOnlyList<PhaseRow> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("what happened");
        foreach (var name in new[] { "sent", "good", "failed", "GETs failed", "GET p50 ms", "GET p99 ms", "POSTs failed", "POST p99 ms", "crowd served", "fallbacks", "for later" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Title), Number(row.Sent), Number(row.Good), Failed(row.Failed), Failed(row.Get.Failed),
                Ms(row.Get.P50Ms), Ms(row.Get.P99Ms), Failed(row.Post.Failed), Ms(row.Post.P99Ms),
                row.Crowd is { } crowd ? $"{Number(crowd.Good)} of {Number(crowd.Sent)}" : "", row.Fallbacks > 0 ? Number(row.Fallbacks) : "",
                row.Deferred > 0 ? Number(row.Deferred) : "");
        }
        return table;
    }

    public static Table Instances(IReadOnlyList<DemoInstance> instances)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("service").AddColumn("instances");
        foreach (var service in instances.GroupBy(i => i.Service))
            table.AddRow(Markup.Escape(service.Key), string.Join("  ", service.Select(i => $"{Markup.Escape(i.Id)} {State(i.State)}")));
        return table;
    }

    /// <summary>Says kept or broken with a sign and in words: colour alone tells not everybody.</summary>
    public static void Promises(IAnsiConsole console, IReadOnlyList<PromiseResult> promises)
    {
        foreach (var promise in promises)
        {
            var verdict = promise.Held ? "[green]✓ kept  [/]" : "[red]✗ broken[/]";
            console.MarkupLine($"{verdict} {Markup.Escape(promise.Text)}: {Markup.Escape(promise.Seen)}");
        }
    }

    /// <summary>One line for a row, where there is no terminal.</summary>
    public static string Line(PhaseRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Title}: {row.Sent} sent, {row.Good} good, {row.Failed} failed, GET p50 {row.Get.P50Ms:0.0} ms, p99 {row.Get.P99Ms:0.0} ms")
        + Reasons("GET", row.Get) + Reasons("POST", row.Post) + Crowd(row) + (row.Fallbacks > 0 ? $"; {row.Fallbacks} fallbacks" : "")
        + (row.Deferred > 0 ? $"; {row.Deferred} payments accepted for later" : "");

    private static string Crowd(PhaseRow row) => row.Crowd is not { } crowd
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; crowd: {crowd.Sent} sent, {crowd.Good} served, p50 {crowd.P50Ms:0.0} ms");

    private static string Reasons(string method, PhaseReport report) =>
        report.Reasons.Count == 0 ? "" : $"; {method}s failed: {string.Join(", ", report.Reasons.Select(r => $"{r.Key} {r.Value}"))}";

    private static string State(string state) =>
        state.Equals("available", StringComparison.OrdinalIgnoreCase) ? $"[green]{Markup.Escape(state)}[/]" : $"[yellow]{Markup.Escape(state)}[/]";

    private static string Failed(long count) => count == 0 ? "0" : $"[red]{Number(count)}[/]";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(double ms) => ms.ToString("N1", CultureInfo.InvariantCulture);
}
