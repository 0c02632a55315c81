using System.Globalization;
using System.Text;
using Perdure.Gauntlet.Scenarios;

namespace Perdure.Gauntlet.Results;

/// <summary>The tables of the scenarios that the usual columns say too little about.</summary>
public static class OverloadTables
{
    /// <summary>Adds what there is to say beside the usual table.</summary>
    public static void Write(StringBuilder text, Scenario scenario, IEnumerable<IGrouping<string, RunResult>> contestants)
    {
        var started = contestants.Select(g => (Name: g.Key, Runs: g.Where(r => r.NotStarted is null).ToList())).Where(g => g.Runs.Count > 0).ToList();
        if (scenario.Overload is not null) Overload(text, started);
        if (started.Any(g => g.Runs.Exists(r => r.Stampede is not null))) Stampedes(text, started);
    }

    private static void Overload(StringBuilder text, List<(string Name, List<RunResult> Runs)> contestants)
    {
        text.Append("\n| contestant | capacity/s measured (computed) | goodput in the fault ÷ capacity | critical | standard | optional | rejects p50 ms (from the sending) | base p99 ms | admitted p99 ms | client's tries | 99 % again after | good from 2 s after |\n");
        text.Append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var (name, runs) in contestants)
        {
            double? M(Func<OverloadFigures, double?> figure) => Median.Of(runs.Select(r => r.Overload is { } o ? figure(o) : null));
            var rejects = runs.Exists(r => r.Overload is { Rejected: > 0 });
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {M(o => o.Capacity):0} ({M(o => o.ComputedCapacity):0}) | {Share(M(o => o.GoodPerCapacity))} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Share(M(o => o.Critical))} | {Share(M(o => o.Standard))} | {Share(M(o => o.Optional))} ");
            text.Append(rejects ? string.Create(CultureInfo.InvariantCulture, $"| {M(o => o.RejectP50Ms):0.0} ({M(o => o.RejectSentP50Ms):0.0}) ") : "| – ");
            text.Append(CultureInfo.InvariantCulture, $"| {M(o => o.BaseP99Ms):0} | {M(o => o.AdmittedP99Ms):0} | {M(o => o.TriesPerRequest):0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(M(o => o.RecoveredMs) is { } ms ? (ms / 1000).ToString("0.0 s", CultureInfo.InvariantCulture) : "never")} | {Share(M(o => o.GoodAfter2S))} |\n");
        }
    }

    private static void Stampedes(StringBuilder text, List<(string Name, List<RunResult> Runs)> contestants)
    {
        text.Append("\n| contestant | fetches per key, mean (most) | clients served | p50 ms | p99 ms |\n|---|--:|--:|--:|--:|\n");
        foreach (var (name, runs) in contestants)
        {
            double? M(Func<StampedeFigures, double?> figure) => Median.Of(runs.Select(r => r.Stampede is { } s ? figure(s) : null));
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {M(s => s.MeanFetches):0.0} ({runs.Max(r => r.Stampede?.MostFetches)}) | {M(s => s.Served):0} of {M(s => s.Clients):0} | {M(s => s.P50Ms):0} | {M(s => s.P99Ms):0} |\n");
        }
    }

    private static string Share(double? share) => share is { } s ? s.ToString("P1", CultureInfo.InvariantCulture) : "–";
}
