using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Alerting.Signals;

namespace Perdure.Telemetry.Traffic;

/// <summary>What counters of requests stand at, or how far they went: by outcome, and by time for those that were answered. For one caller at a time.</summary>
internal sealed class TrafficCounts
{
    private static readonly RequestResult[] s_results = Enum.GetValues<RequestResult>();
    private static readonly RequestResult[] s_timed = [RequestResult.Good, RequestResult.Degraded, RequestResult.Failed];
    private static readonly Tier[] s_tiers = Enum.GetValues<Tier>();

    private readonly long[] _ended = new long[s_results.Length];
    private readonly long[] _buckets = new long[DurationHistogram.Buckets];

    /// <summary>Requests that ended, however.</summary>
    public long All => _ended.Sum();

    /// <summary>Reads a meter; the times only when something has ended since <paramref name="before"/>.</summary>
    public void Read(RouteMeter meter, TrafficCounts before)
    {
        foreach (var result in s_results)
        {
            long ended = 0;
            foreach (var tier in s_tiers)
                ended += meter.Ended(tier, result);
            _ended[(int)result] = ended;
        }

        before._buckets.CopyTo(_buckets, 0);
        if (_ended.AsSpan().SequenceEqual(before._ended))
            return;
        Array.Clear(_buckets);
        Span<long> more = stackalloc long[DurationHistogram.Buckets];
        foreach (var result in s_timed)
        {
            if (meter.Durations(result) is not { } durations)
                continue;
            durations.Read(more);
            Add(_buckets, more);
        }
    }

    /// <summary>For tests: counts as they are given.</summary>
    internal void Set(RequestResult result, long ended, int bucket, long timed) => (_ended[(int)result], _buckets[bucket]) = (ended, timed);

    /// <summary>Makes this how far the counters went from the one to the other. Counters that fell were made anew, and began at zero.</summary>
    public void SetDelta(TrafficCounts before, TrafficCounts now)
    {
        Delta(before._ended, now._ended, _ended);
        Delta(before._buckets, now._buckets, _buckets);
    }

    /// <summary>Begins a sum.</summary>
    public void Clear()
    {
        Array.Clear(_ended);
        Array.Clear(_buckets);
    }

    /// <summary>Adds to the sum.</summary>
    public void Add(TrafficCounts other)
    {
        Add(_ended, other._ended);
        Add(_buckets, other._buckets);
    }

    /// <summary>The point of a time in which the counters went this far.</summary>
    public TrafficPoint Over(double seconds, long unixSeconds)
    {
        if (All is 0)
            return TrafficPoint.Quiet(unixSeconds);
        return new TrafficPoint(
            unixSeconds, (float)(All / seconds), Rate(RequestResult.Failed), Rate(RequestResult.Degraded), Rate(RequestResult.Shed), Rate(RequestResult.HeldBack),
            Time(0.5), Time(0.9), Time(0.99));

        float Rate(RequestResult result) => (float)(_ended[(int)result] / seconds);
        float Time(double q) => BucketPercentile.Of(_buckets, q) is var value and > 0 ? (float)(value * 1_000) : float.NaN;
    }

    private static void Delta(long[] before, long[] now, long[] delta)
    {
        for (var at = 0; at < now.Length; at++)
            delta[at] = now[at] >= before[at] ? now[at] - before[at] : now[at];
    }

    private static void Add(Span<long> sum, ReadOnlySpan<long> more)
    {
        for (var at = 0; at < sum.Length; at++)
            sum[at] += more[at];
    }
}
