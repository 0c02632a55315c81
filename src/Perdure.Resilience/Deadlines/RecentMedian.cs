using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Deadlines;

/// <summary>
/// The median latency of a service over the last one to two seconds: a request with less time left than that is more likely than not to be late.
/// So short because it is acted upon: when everything is turned away nothing is measured any more, and after two seconds it is not
/// known any more, requests go through, and show whether the service is quick again. Thread-safe; recording is two interlocked operations.
/// </summary>
public sealed class RecentMedian
{
    private const long PeriodMs = 1_000;
    private const int FewestSamples = 20;

    private readonly RotatingHistogram _latencies = new(PeriodMs);
    private long _us;

    /// <summary>The median in µs; 0 while there are fewer than 20 answers.</summary>
    public long Us => Volatile.Read(ref _us);

    /// <summary>Counts an answer. <paramref name="latencyUs"/>: from sending to its head, in µs.</summary>
    public void Record(long latencyUs) => _latencies.Record(latencyUs);

    /// <summary>Finds the median anew; to be called every 100 ms, by one thread at a time.</summary>
    public void Refresh(long nowMs)
    {
        _latencies.Advance(nowMs);
        Volatile.Write(ref _us, _latencies.Count < FewestSamples ? 0 : _latencies.Percentile(0.5));
    }
}
