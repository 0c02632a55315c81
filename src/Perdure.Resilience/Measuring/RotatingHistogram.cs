namespace Perdure.Resilience.Measuring;

/// <summary>Percentiles over the last one to two periods: one histogram is filled while the one before it still counts.</summary>
internal sealed class RotatingHistogram(long periodMs)
{
    private LatencyHistogram _current = new();
    private LatencyHistogram _before = new();
    private long _period;

    internal void Record(long us) => Volatile.Read(ref _current).Record(us);

    internal long Percentile(double q) => Volatile.Read(ref _current).PercentileOfBoth(Volatile.Read(ref _before), q);

    internal long Count => Volatile.Read(ref _current).Count + Volatile.Read(ref _before).Count;

    internal long AddTo(long[] sums) => Volatile.Read(ref _current).AddTo(sums) + Volatile.Read(ref _before).AddTo(sums);

    /// <summary>Turns to the next histogram when its time has come. Called by one thread at a time.</summary>
    internal void Advance(long nowMs)
    {
        var period = nowMs / periodMs;
        if (period == _period) return;
        var fresh = _before;
        fresh.Reset();
        if (period - _period > 1) _current.Reset();
        _period = period;
        _before = _current;
        Volatile.Write(ref _current, fresh);
    }
}
