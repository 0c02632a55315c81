using System.Globalization;
using System.Text;
using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Scenarios;

namespace Perdure.Gauntlet.Results;

/// <summary>The results as a page for people: who is ahead, then a table for each scenario.</summary>
public static class MarkdownReport
{
    /// <summary>The page.</summary>
    /// <param name="results">All runs.</param>
    /// <param name="machine">Facts about the machine, one line each.</param>
    public static string Write(IReadOnlyList<RunResult> results, IEnumerable<string> machine)
    {
        var text = new StringBuilder("# Failure gauntlet\n\n");
        text.Append("How it is measured and how to read it: `bench/README.md`. Medians over the seeds; a run is counted from the onset of the fault to the end of the recovery.\n\n");
        foreach (var fact in machine) text.Append(CultureInfo.InvariantCulture, $"- {fact}\n");
        Summary(text, results);
        MustShow.Write(text, results
            .OrderBy(r => ScenarioCatalog.All.ToList().FindIndex(s => s.Id == r.Scenario))
            .ThenBy(r => Contestant.All.ToList().FindIndex(c => c.Name == r.Contestant))
            .GroupBy(r => (r.Scenario, r.Contestant)));
        foreach (var scenario in ScenarioCatalog.All)
        {
            var runs = results.Where(r => r.Scenario == scenario.Id).ToList();
            if (runs.Count > 0) Table(text, scenario, runs);
        }
        return text.ToString();
    }

    private static void Summary(StringBuilder text, IReadOnlyList<RunResult> results)
    {
        text.Append("\n## Perdure against the best peer\n\n");
        text.Append("The best peer is the best of the four peer contestants in that scenario. First what must never happen, then critical requests lost, then requests lost, then p99.9.\n\n");
        text.Append("| scenario | best peer | its lost / p99.9 | Perdure, defaults | lost / p99.9 | Perdure, tuned | lost / p99.9 |\n|---|---|--:|---|--:|---|--:|\n");
        foreach (var scenario in ScenarioCatalog.All)
        {
            var standings = Standings(results, scenario.Id);
            var peers = standings.Where(s => !IsPerdure(s.Contestant)).ToList();
            if (standings.Count == 0) continue;
            var best = peers.Count == 0 ? null : peers.Aggregate((a, b) => b.Against(a) > 0 ? b : a);
            text.Append(CultureInfo.InvariantCulture, $"| {scenario.Id} | {best?.Contestant ?? "–"} | {Figures(best)} ");
            foreach (var name in (string[])["perdure-default", "perdure-tuned"])
            {
                var own = standings.Find(s => s.Contestant == name);
                text.Append(CultureInfo.InvariantCulture, $"| {Verdict(own, best)} | {Figures(own)} ");
            }
            text.Append("|\n");
        }
    }

    private static void Table(StringBuilder text, Scenario scenario, List<RunResult> runs)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {scenario.Id}: {scenario.Title}\n\n");
        text.Append("| contestant | goodput ÷ theoretical | GET lost | POST lost (unsavable) | duplicate POSTs | silent truncations | hosts per poison | to bad hosts | attempts | p50 ms | p99 ms | p99.9 ms | 99 % good after | CPU µs | MB |\n");
        text.Append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var group in Ordered(runs))
        {
            var started = group.Where(r => r.NotStarted is null).ToList();
            if (started.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | 0 | all | all | – | – | – | – | – | – | – | – | does not start | – | – |\n");
                continue;
            }
            double M(Func<RunResult, double> figure) => Median.Of(started, figure);
            var toVictims = Median.Of(started.Select(r => (double?)r.ToVictims));
            var recovered = Median.Of(started.Select(r => r.RecoveredAfterMs));
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {M(r => r.Goodput):P2} | {M(r => r.LostGets):0.#} of {M(r => r.Gets):0} | {M(r => r.LostPosts):0.#} ({M(r => r.UnsavablePosts):0.#}) of {M(r => r.Posts):0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {started.Max(r => r.DuplicatePosts)} | {started.Max(r => r.SilentTruncations)} | {started.Max(r => r.KilledPerPoison)?.ToString(CultureInfo.InvariantCulture) ?? "–"} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(scenario.VictimsKeepLog ? toVictims?.ToString("0", CultureInfo.InvariantCulture) : null) ?? "–"} | {M(r => r.Attempts):0.000} | {M(r => r.P50Ms):0} | {M(r => r.P99Ms):0} | {M(r => r.P999Ms):0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(recovered is { } ms ? (ms / 1000).ToString("0.0 s", CultureInfo.InvariantCulture) : "never")} | {M(r => r.CpuUsPerRequest):0} | {M(r => r.PeakMb):0} |\n");
        }
        OverloadTables.Write(text, scenario, Ordered(runs));
        Notes(text, runs);
    }

    private static void Notes(StringBuilder text, List<RunResult> runs)
    {
        var notes = new List<string>();
        foreach (var group in Ordered(runs))
        {
            var reasons = group.SelectMany(r => r.Reasons).GroupBy(r => r.Key).OrderByDescending(g => g.Sum(r => r.Value)).ToList();
            if (reasons.Count > 0)
                notes.Add(group.Key + ": " + string.Join(", ", reasons.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Sum(r => r.Value)} × {g.Key}"))));
            if (group.FirstOrDefault(r => r.NotStarted is not null)?.NotStarted is { } why) notes.Add($"{group.Key} does not start: `{why}`");
        }
        var late = runs.Max(r => r.GeneratorLateMs);
        if (notes.Count > 0) text.Append("\nLost over all seeds, by reason: ").AppendJoin("; ", notes).Append(".\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{runs.Select(r => r.Seed).Distinct().Count()} seeds; the load generator was at most {late:0} ms late.\n");
    }

    private static List<Standing> Standings(IReadOnlyList<RunResult> results, string scenario) =>
        [.. Ordered([.. results.Where(r => r.Scenario == scenario)]).Select(g => Standing.Of([.. g]))];

    private static IEnumerable<IGrouping<string, RunResult>> Ordered(List<RunResult> runs) =>
        runs.GroupBy(r => r.Contestant).OrderBy(g => Contestant.All.ToList().FindIndex(c => c.Name == g.Key));

    private static bool IsPerdure(string contestant) => contestant.StartsWith("perdure", StringComparison.Ordinal);

    private static string Verdict(Standing? own, Standing? best) => own is null || best is null
        ? "–"
        : own.Against(best) switch { > 0 => "**ahead**", 0 => "level", _ => "**behind**" };

    private static string Figures(Standing? standing) =>
        standing is null ? "–"
        : double.IsInfinity(standing.Lost) ? "does not start"
        : string.Create(CultureInfo.InvariantCulture, $"{standing.Lost:0.#} / {standing.P999Ms:0} ms")
            + (standing.Broken > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({standing.Broken:0} forbidden)") : "");
}
