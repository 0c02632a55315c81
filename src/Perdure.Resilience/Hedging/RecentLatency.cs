using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Hedging;

/// <summary>Two percentiles over the last 2 to 4 s, made anew ten times a second. Thread-safe, without locks.</summary>
internal sealed class RecentLatency(double late, double veryLate)
{
    private const long PeriodMs = 2_000;
    private const long EveryMs = 100;
    private const int MinimumRecords = 200;

    private readonly RotatingHistogram _histogram = new(PeriodMs);
    private long _lateUs;
    private long _veryLateUs;
    private long _nextMs;

    /// <summary>0 while there are too few answers.</summary>
    internal long LateUs => Volatile.Read(ref _lateUs);

    internal long VeryLateUs => Volatile.Read(ref _veryLateUs);

    internal void Record(long us) => _histogram.Record(us);

    /// <summary>Does what is due by time.</summary>
    internal void Advance(long nowMs)
    {
        var dueMs = Volatile.Read(ref _nextMs);
        // Of several threads one does it.
        if (nowMs < dueMs || Interlocked.CompareExchange(ref _nextMs, nowMs + EveryMs, dueMs) != dueMs) return;
        _histogram.Advance(nowMs);
        var known = _histogram.Count >= MinimumRecords;
        Volatile.Write(ref _lateUs, known ? Math.Max(1, _histogram.Percentile(late)) : 0);
        Volatile.Write(ref _veryLateUs, known ? Math.Max(1, _histogram.Percentile(veryLate)) : 0);
    }
}
