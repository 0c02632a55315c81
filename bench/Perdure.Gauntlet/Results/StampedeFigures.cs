using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Results;

/// <summary>What came of the stampedes of a run.</summary>
public sealed record StampedeFigures
{
    /// <summary>Answers wanted, each by a thousand clients at once.</summary>
    public int Keys { get; init; }

    /// <summary>Most often that the instances were asked for the same one.</summary>
    public int MostFetches { get; init; }

    /// <summary>The same on average.</summary>
    public double MeanFetches { get; init; }

    /// <summary>Clients.</summary>
    public int Clients { get; init; }

    /// <summary>Those that got the right answer within 5 s.</summary>
    public int Served { get; init; }

    /// <summary>Median and 99th percentile from the beginning of the stampede, in ms; who got nothing counts as the whole 5 s.</summary>
    public double P50Ms { get; init; }

    /// <summary>See <see cref="P50Ms"/>.</summary>
    public double P99Ms { get; init; }

    /// <summary>The figures of all stampedes of a run.</summary>
    public static StampedeFigures Of(IReadOnlyCollection<StampedeSample> samples, IReadOnlyList<ExecutionRecord> log)
    {
        var keys = samples.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var fetches = keys.Select(k => log.Count(r => r.Event == ExecutionEvent.Arrived && r.Id == k)).ToList();
        var latencies = samples.Select(s => s.Reason is null ? s.LatencyMs : Math.Max(s.LatencyMs, Stampede.Patience.TotalMilliseconds)).Order().ToArray();
        return new StampedeFigures
        {
            Keys = keys.Count,
            MostFetches = fetches.Max(),
            MeanFetches = fetches.Average(),
            Clients = samples.Count,
            Served = samples.Count(s => s.Reason is null),
            P50Ms = RunAnalysis.Percentile(latencies, 0.5),
            P99Ms = RunAnalysis.Percentile(latencies, 0.99),
        };
    }
}
