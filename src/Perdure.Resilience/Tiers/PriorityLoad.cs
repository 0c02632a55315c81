namespace Perdure.Resilience.Tiers;

/// <summary>
/// How many requests of each priority come in a millisecond: a histogram in which each interval counts half as much as the one after it.
/// <see cref="Count"/> is thread-safe and free of locks; all else is for one caller at a time.
/// </summary>
internal sealed class PriorityLoad
{
    private readonly int[] _coming = new int[PriorityThreshold.Priorities];
    private readonly double[] _counted = new double[PriorityThreshold.Priorities];
    private readonly double[] _perMs = new double[PriorityThreshold.Priorities];
    private double _overMs;

    /// <summary>All requests.</summary>
    public double Total { get; private set; }

    /// <summary>Counts one.</summary>
    public void Count(int priority) => Interlocked.Increment(ref _coming[priority]);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_coming);
        Array.Clear(_counted);
        Array.Clear(_perMs);
        Total = _overMs = 0;
    }

    /// <summary>Ends an interval that took so long.</summary>
    public void Advance(long tookMs)
    {
        _overMs = (_overMs / 2) + tookMs;
        Total = 0;
        for (var at = 0; at < _counted.Length; at++)
        {
            _counted[at] = (_counted[at] / 2) + Interlocked.Exchange(ref _coming[at], 0);
            Total += _perMs[at] = _counted[at] / _overMs;
        }
    }

    /// <summary>The requests below a level, which counts in <paramref name="steps"/> for each priority.</summary>
    public double Below(int level, int steps)
    {
        var (whole, part) = Math.DivRem(level, steps);
        var sum = 0.0;
        for (var at = 0; at < whole; at++)
            sum += _perMs[at];
        return part == 0 ? sum : sum + (_perMs[whole] * part / steps);
    }

    /// <summary>The highest level with no more than so many requests below it.</summary>
    public int LevelFor(double wanted, int steps)
    {
        var sum = 0.0;
        for (var at = 0; at < _perMs.Length; at++)
        {
            if (sum + _perMs[at] > wanted)
                return (at * steps) + (int)((wanted - sum) / _perMs[at] * steps);
            sum += _perMs[at];
        }

        return _perMs.Length * steps;
    }
}
