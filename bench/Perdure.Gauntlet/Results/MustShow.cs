using System.Globalization;
using System.Text;

namespace Perdure.Gauntlet.Results;

/// <summary>What the project asks of itself in these scenarios, and who meets it: each contestant, its medians.</summary>
public static class MustShow
{
    /// <summary>How long a request may wait in a queue of the gateway, as all tuned configurations have it.</summary>
    private const double QueueTargetMs = 100;

    private const double TailSlackMs = 10;
    private const double ExtraRequests = 1.05;

    /// <summary>Adds the table of those that the results have something about.</summary>
    public static void Write(StringBuilder text, IEnumerable<IGrouping<(string Scenario, string Contestant), RunResult>> groups)
    {
        var lines = groups.SelectMany(g => LinesOf(g.Key.Scenario, g.Key.Contestant, [.. g.Where(r => r.NotStarted is null)])).ToList();
        if (lines.Count == 0) return;
        text.Append("\n## What is asked\n\n| scenario | contestant | asked | seen | met |\n|---|---|---|---|---|\n");
        foreach (var line in lines) text.Append(line);
    }

    private static IEnumerable<string> LinesOf(string scenario, string contestant, List<RunResult> runs)
    {
        if (runs.Count == 0) return [];
        double M(Func<RunResult, double?> figure) => Median.Of(runs.Select(figure)) ?? double.PositiveInfinity;
        string Line(FormattableString asked, FormattableString seen, bool met) =>
            $"| {scenario} | {contestant} | {asked.ToString(CultureInfo.InvariantCulture)} | {seen.ToString(CultureInfo.InvariantCulture)} | {(met ? "yes" : "**no**")} |\n";

        switch (scenario)
        {
            case "G3" or "G3-even" or "G12":
                var (tail, bound, attempts) = (M(r => r.GetP999Ms), M(r => r.GetP95Ms + r.GetP50Ms + TailSlackMs), M(r => r.Attempts));
                return [Line($"p99.9 of GETs ≤ p95 + p50 + {TailSlackMs} ms, ≤ 5 % extra requests", $"{tail:0} ms of {bound:0} ms, {attempts:0.000} attempts", tail <= bound && attempts <= ExtraRequests)];
            case "G7":
                var (back, after) = (M(r => r.Overload?.RecoveredMs), M(r => r.Overload?.GoodAfter2S));
                return [Line($"≥ 99 % of what is offered within 2 s after the fault", $"after {back / 1000:0.0} s; {after:P2} from 2 s on", back <= 2000 && after >= 0.99)];
            case "G8":
                var (good, critical, reject) = (M(r => r.Overload?.GoodPerCapacity), M(r => r.Overload?.Critical), M(r => r.Overload?.RejectP50Ms));
                var (admitted, most) = (M(r => r.Overload?.AdmittedP99Ms), M(r => r.Overload?.BaseP99Ms + QueueTargetMs));
                return
                [
                    Line($"goodput ≥ 95 % of capacity", $"{good:P1}", good >= 0.95),
                    Line($"critical ≥ 99.9 %", $"{critical:P2}", critical >= 0.999),
                    Line($"rejects answered in under 2 ms at the median", $"{reject:0.0} ms from the intended time, {M(r => r.Overload?.RejectSentP50Ms):0.0} ms from the sending", reject < 2),
                    Line($"admitted p99 ≤ base p99 + {QueueTargetMs} ms of queue", $"{admitted:0} ms of {most:0} ms", admitted <= most),
                ];
            case "G11-stampede":
                var fetches = runs.Max(r => r.Stampede?.MostFetches ?? int.MaxValue);
                return [Line($"one fetch per key", $"{fetches} at most", fetches == 1)];
            default: return [];
        }
    }
}
