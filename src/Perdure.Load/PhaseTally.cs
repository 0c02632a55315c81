using System.Collections.Concurrent;
using Perdure.Resilience.Measuring;

namespace Perdure.Load;

/// <summary>The live counters of one phase. Thread-safe, lock-free.</summary>
internal sealed class PhaseTally(string name, long startedAt)
{
    /// <summary>Most different reasons that are counted apart; the rest counts as "other".</summary>
    private const int MaxReasons = 64;

    private readonly LatencyHistogram _latencies = new();
    private readonly ConcurrentDictionary<string, long> _reasons = new();
    private long _sent;
    private long _good;
    private long _failed;
    private long _maxUs;
    private long _maxLatenessUs;

    /// <summary>Timestamp at which the phase began.</summary>
    public long StartedAt => startedAt;

    /// <summary>A request became due in this phase.</summary>
    public void Due() => Interlocked.Increment(ref _sent);

    /// <summary>A request left this long after its intended time.</summary>
    public void Left(long latenessUs) => Raise(ref _maxLatenessUs, latenessUs);

    /// <summary>A request ended; <paramref name="latencyUs"/> is null when it was never sent.</summary>
    public void Ended(LoadOutcome outcome, long? latencyUs)
    {
        if (latencyUs is { } us)
        {
            _latencies.Record(us);
            Raise(ref _maxUs, us);
        }
        if (outcome.Good)
        {
            Interlocked.Increment(ref _good);
            return;
        }
        var reason = outcome.Reason ?? "unknown";
        if (_reasons.Count >= MaxReasons && !_reasons.ContainsKey(reason)) reason = "other";
        _reasons.AddOrUpdate(reason, 1, static (_, count) => count + 1);
        Interlocked.Increment(ref _failed);
    }

    public PhaseReport Report(double seconds)
    {
        // Answers are read before what was sent, so that a report taken meanwhile never shows more answers than requests.
        var (good, failed) = (Volatile.Read(ref _good), Volatile.Read(ref _failed));
        return new PhaseReport
        {
            Name = name,
            Good = good,
            Failed = failed,
            Sent = Volatile.Read(ref _sent),
            P50Ms = _latencies.Percentile(0.5) / 1000.0,
            P99Ms = _latencies.Percentile(0.99) / 1000.0,
            P999Ms = _latencies.Percentile(0.999) / 1000.0,
            MaxMs = Volatile.Read(ref _maxUs) / 1000.0,
            MaxLatenessMs = Volatile.Read(ref _maxLatenessUs) / 1000.0,
            Seconds = seconds,
            Reasons = new SortedDictionary<string, long>(_reasons.ToDictionary(), StringComparer.Ordinal),
        };
    }

    private static void Raise(ref long max, long value)
    {
        var seen = Volatile.Read(ref max);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref max, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
