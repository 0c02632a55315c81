using Perdure.Gauntlet.Scenarios;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Results;

/// <summary>Makes figures of what clients saw under overload. Pure.</summary>
public static class OverloadAnalysis
{
    private const double DeadlineMs = 1000;
    private const double WindowMs = 1000;
    private const double StepMs = 100;

    /// <summary>Adds the figures to a run's, and corrects what would have been possible in it: no more than the capacity.</summary>
    /// <param name="run">The run so far.</param>
    /// <param name="scenario">With an <see cref="Scenario.Overload"/>.</param>
    /// <param name="time">When things happened.</param>
    /// <param name="samples">What clients saw.</param>
    /// <param name="capacity">What the rig can answer per second, measured.</param>
    public static RunResult Add(RunResult run, Scenario scenario, Timeline time, IReadOnlyList<Sample> samples, double capacity)
    {
        var plan = scenario.Overload!;
        var computed = scenario.Shape.PerSecond * 10;
        // The larger one: a machine that was busy while the capacity was measured must not make a goodput look better than it was.
        var most = Math.Max(capacity, computed);
        // What was sent in the last second before the onset may have suffered from it.
        var before = samples.Where(s => s.IntendedMs >= time.WarmMs && s.IntendedMs < time.OnsetMs - DeadlineMs).ToList();
        var during = samples.Where(s => s.IntendedMs >= time.OnsetMs && s.IntendedMs < time.RepairedMs).ToList();
        var after = samples.Where(s => s.IntendedMs >= time.RepairedMs && s.IntendedMs <= time.EndMs).ToList();
        var seconds = (time.RepairedMs - time.OnsetMs) / 1000;
        // By the time of the answer: what was accepted before the onset and answered after it was work of the fault's time.
        var answered = samples.Count(s => s.Good && s.IntendedMs + s.LatencyMs >= time.OnsetMs && s.IntendedMs + s.LatencyMs < time.RepairedMs);
        var left = plan.CapacityDuring is { } share ? Math.Min(during.Count, most * share * seconds) : during.Count(s => s.Good);
        var rejected = during.Where(s => s.Rejected).ToList();
        return run with
        {
            Possible = left + after.Count,
            Overload = new OverloadFigures
            {
                Capacity = capacity,
                ComputedCapacity = computed,
                GoodPerCapacity = plan.CapacityDuring is { } part ? answered / (most * part * seconds) : null,
                Critical = plan.Classes ? Share(during, RequestClass.Critical) : null,
                CriticalLost = during.Count(s => s is { Class: RequestClass.Critical, Good: false }),
                Standard = plan.Classes ? Share(during, RequestClass.Standard) : null,
                Optional = plan.Classes ? Share(during, RequestClass.Optional) : null,
                Rejected = rejected.Count,
                RejectP50Ms = Percentile(rejected, 0.5, static s => s.LatencyMs),
                RejectSentP50Ms = Percentile(rejected, 0.5, static s => s.LatencyMs - s.LeftAfterMs),
                BaseP99Ms = Percentile(before.Where(s => !s.Rejected), 0.99, Lived) ?? 0,
                AdmittedP99Ms = Percentile(during.Where(s => !s.Rejected), 0.99, Lived) ?? 0,
                TriesPerRequest = samples.Count == 0 ? 0 : samples.Average(s => s.Tries),
                RecoveredMs = RecoveredAfter(after, time),
                GoodAfter2S = GoodShare(after.Where(s => s.IntendedMs >= time.RepairedMs + 2000)) ?? 0,
            },
        };
    }

    private static double Lived(Sample sample) => sample.Good ? sample.LatencyMs : Math.Max(sample.LatencyMs, DeadlineMs);

    private static double? Share(List<Sample> samples, RequestClass importance) => GoodShare(samples.Where(s => s.Class == importance));

    private static double? GoodShare(IEnumerable<Sample> samples)
    {
        var all = samples.ToList();
        return all.Count == 0 ? null : (double)all.Count(s => s.Good) / all.Count;
    }

    private static double? Percentile(IEnumerable<Sample> samples, double q, Func<Sample, double> value)
    {
        var sorted = samples.Select(value).Order().ToArray();
        return sorted.Length == 0 ? null : RunAnalysis.Percentile(sorted, q);
    }

    private static double? RecoveredAfter(List<Sample> after, Timeline time)
    {
        for (var from = time.RepairedMs; from + WindowMs <= time.EndMs; from += StepMs)
        {
            if (GoodShare(after.Where(s => s.IntendedMs >= from && s.IntendedMs < from + WindowMs)) >= 0.99) return from - time.RepairedMs;
        }
        return null;
    }
}
