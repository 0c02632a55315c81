using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Scenarios;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Results;

/// <summary>Makes figures of what clients saw and instances wrote. Pure.</summary>
public static class RunAnalysis
{
    private const double DeadlineMs = 1000;
    private const double WindowMs = 1000;
    private const double StepMs = 100;

    /// <summary>What a victim that was stopped reads from its sockets within this time after going on had reached it before.</summary>
    private const double BacklogMs = 200;

    /// <summary>The figures of one run; the caller adds who it was and what it used.</summary>
    public static RunResult Analyse(
        Scenario scenario, IReadOnlyCollection<int> victims, Timeline time, IReadOnlyList<Sample> samples, IReadOnlyList<ExecutionRecord> log)
    {
        var counted = samples.Where(s => s.IntendedMs >= time.OnsetMs && s.IntendedMs <= time.EndMs).ToList();
        var gets = counted.Where(s => s.Kind == RequestKind.Get).ToList();
        var posts = counted.Where(s => s.Kind == RequestKind.Post).ToList();
        var unsavable = Unsavable(log);
        var inFault = counted.Where(s => s.IntendedMs <= time.RepairedMs).ToList();
        var hopeless = inFault.Count(s => s.Kind == RequestKind.Post) * scenario.HopelessPosts;
        var latencies = inFault.Select(s => s.Good ? s.LatencyMs : Math.Max(s.LatencyMs, DeadlineMs)).Order().ToArray();
        var getLatencies = inFault.Where(s => s.Kind == RequestKind.Get).Select(s => s.Good ? s.LatencyMs : Math.Max(s.LatencyMs, DeadlineMs)).Order().ToArray();
        var arrivals = log.Where(r => r.Event == ExecutionEvent.Arrived && r.Kind != 'X' && !r.Id.StartsWith('k') && r.AtMs >= time.OnsetMs).ToList();
        return new RunResult
        {
            Scenario = scenario.Id,
            Contestant = "",
            Seed = 0,
            Sent = counted.Count,
            Good = counted.Count(s => s.Good),
            Possible = counted.Count - unsavable - hopeless,
            Gets = gets.Count,
            LostGets = gets.Count(s => !s.Good),
            Posts = posts.Count,
            LostPosts = posts.Count(s => !s.Good),
            UnsavablePosts = unsavable,
            Reasons = counted.Where(s => !s.Good).GroupBy(s => s.Reason!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (long)g.Count()),
            SilentTruncations = samples.Count(s => s.Reason == Sample.SilentTruncation),
            DuplicatePosts = log.Where(r => r.Kind == 'P' && r.Event == ExecutionEvent.Started).GroupBy(r => r.Id).Count(g => g.Count() > 1),
            KilledPerPoison = log.Where(r => r.Event == ExecutionEvent.Poisoned).GroupBy(r => r.Id).Select(g => (int?)g.Count()).Max(),
            ToVictims = scenario.VictimsKeepLog
                ? arrivals.Count(r => victims.Contains(r.Instance) && r.AtMs <= time.RepairedMs + BacklogMs)
                : null,
            Attempts = counted.Count == 0 ? 0 : (double)arrivals.Count / counted.Count,
            P50Ms = Percentile(latencies, 0.5),
            P99Ms = Percentile(latencies, 0.99),
            P999Ms = Percentile(latencies, 0.999),
            GetP50Ms = Percentile(getLatencies, 0.5),
            GetP95Ms = Percentile(getLatencies, 0.95),
            GetP999Ms = Percentile(getLatencies, 0.999),
            RecoveredAfterMs = RecoveredAfter(counted, time, scenario),
        };
    }

    /// <summary>The value that a share <paramref name="q"/> of sorted values doesn't exceed (nearest rank).</summary>
    public static double Percentile(double[] sorted, double q) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(q * sorted.Length) - 1, 0, sorted.Length - 1)];

    /// <summary>POSTs that a worker had begun and that never ended: their instance was killed under them.</summary>
    private static int Unsavable(IReadOnlyList<ExecutionRecord> log)
    {
        var posts = log.Where(r => r.Kind == 'P').GroupBy(r => r.Id);
        return posts.Count(g => g.Any(r => r.Event == ExecutionEvent.Started)
            && !g.Any(r => r.Event is ExecutionEvent.Ended or ExecutionEvent.Failed));
    }

    private static double? RecoveredAfter(List<Sample> counted, Timeline time, Scenario scenario)
    {
        for (var from = time.OnsetMs; from + WindowMs <= time.EndMs; from += StepMs)
        {
            var window = counted.Where(s => s.IntendedMs >= from && s.IntendedMs < from + WindowMs).ToList();
            var hopeless = from < time.RepairedMs ? scenario.HopelessPosts * window.Count(s => s.Kind == RequestKind.Post) : 0;
            if (window.Count > 0 && window.Count(s => s.Good) >= 0.99 * (window.Count - hopeless)) return from - time.OnsetMs;
        }
        return null;
    }
}
