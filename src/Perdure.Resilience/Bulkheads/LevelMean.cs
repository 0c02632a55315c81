namespace Perdure.Resilience.Bulkheads;

/// <summary>The mean latency with about so many in flight, from some windows.</summary>
internal readonly record struct LevelMean(double Us, double InFlight, double Count)
{
    // What is older than so many answers counts ever less.
    private const double CountMax = 400;

    internal LevelMean Add(in LevelMean window)
    {
        var count = Count + window.Count;
        var share = window.Count / count;
        return new LevelMean(Us + ((window.Us - Us) * share), InFlight + ((window.InFlight - InFlight) * share), Math.Min(CountMax, count));
    }

    /// <summary>
    /// By which power of the number in flight the latency grows from <paramref name="other"/> to this: 1 when all that is more only waits, 0 when
    /// it is worked on. Null while that can't be told from the scatter of the latencies, which is taken to be as large as they are.
    /// </summary>
    internal double? SlopeFrom(in LevelMean other)
    {
        // Of the slope: a standard error of a fifth.
        const double Certainty = 50;
        var distance = Math.Log(InFlight / other.InFlight);
        return distance * distance * Math.Min(Count, other.Count) < Certainty ? null : Math.Log(Us / other.Us) / distance;
    }
}
