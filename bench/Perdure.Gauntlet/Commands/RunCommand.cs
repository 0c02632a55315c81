using System.Globalization;
using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Results;
using Perdure.Gauntlet.Scenarios;

namespace Perdure.Gauntlet.Commands;

/// <summary><c>run</c>: takes contestants through scenarios and writes the results; goes on where an earlier run stopped.</summary>
public static class RunCommand
{
    /// <summary>Requests per second: a third of what the ten instances can do, 58 % of what is left without the largest zone.</summary>
    private const double DefaultRate = 350;

    /// <summary>Runs what is missing in the results.</summary>
    public static async Task<int> RunAsync(Arguments arguments, TimeProvider time, CancellationToken cancel)
    {
        var quick = arguments.Has("quick");
        var paths = new GatewayPaths(arguments.Required("peers"), arguments.Text("perdure") ?? "perdure");
        var results = new ResultFile(Path.Combine(arguments.Required("results"), quick ? "gauntlet-quick.jsonl" : "gauntlet.jsonl"), arguments.Has("fresh"));
        var report = Path.Combine(arguments.Required("results"), quick ? "gauntlet-quick.md" : "gauntlet.md");
        var run = new ScenarioRun(
            paths, arguments.Required("scratch"), quick ? PhaseLengths.Quick : PhaseLengths.Full, arguments.Number("rate", DefaultRate),
            arguments.Has("samples") ? arguments.Required("results") : null, time);
        var seeds = Enumerable.Range(1, (int)arguments.Number("seeds", quick ? 1 : 3)).ToList();
        var contestants = Choose(Contestant.All, c => c.Name, arguments.List("contestant"));
        var scenarios = Choose(ScenarioCatalog.All, s => s.Id, arguments.List("scenario"));
        var machine = arguments.List("machine");
        // Seeds outermost, contestants innermost: what the machine does meanwhile hits all of them alike.
        foreach (var seed in seeds)
        {
            foreach (var scenario in scenarios)
            {
                foreach (var contestant in contestants)
                {
                    if (results.Has(scenario.Id, contestant.Name, seed)) continue;
                    var result = await run.RunAsync(scenario, contestant, seed, cancel);
                    results.Add(result);
                    await Console.Error.WriteLineAsync(Line(result));
                    await File.WriteAllTextAsync(report, MarkdownReport.Write(results.Results, machine), cancel);
                }
            }
        }
        await File.WriteAllTextAsync(report, MarkdownReport.Write(results.Results, machine), cancel);
        Console.WriteLine(report);
        return 0;
    }

    /// <summary>Those asked for: by the whole name, or by its beginning up to a dash (<c>G10</c>, <c>haproxy</c>); all when none is asked for.</summary>
    private static List<T> Choose<T>(IReadOnlyList<T> all, Func<T, string> name, string[] asked)
    {
        var chosen = all.Where(item => asked.Length == 0 || asked.Any(a => Matches(name(item), a))).ToList();
        foreach (var unknown in asked.Where(a => !all.Any(item => Matches(name(item), a))))
            throw new FormatException($"'{unknown}' is none of: {string.Join(", ", all.Select(name))}.");
        return chosen;
    }

    private static bool Matches(string name, string asked) =>
        name.Equals(asked, StringComparison.OrdinalIgnoreCase) || name.StartsWith(asked + "-", StringComparison.OrdinalIgnoreCase);

    private static string Line(RunResult r) => string.Create(CultureInfo.InvariantCulture,
        $"{r.Scenario,-12} {r.Contestant,-16} seed {r.Seed}: ")
        + (r.NotStarted is { } why
            ? "does not start: " + why
            : string.Create(CultureInfo.InvariantCulture,
                $"goodput {r.Goodput:P2}, lost {r.LostGets} GET {r.LostPosts} POST ({r.UnsavablePosts} unsavable), dup {r.DuplicatePosts}, silent {r.SilentTruncations}, p99 {r.P99Ms:0} ms, p99.9 {r.P999Ms:0} ms, attempts {r.Attempts:0.000}, {r.CpuUsPerRequest:0} µs, late {r.GeneratorLateMs:0} ms"));
}
