using Perdure.Resilience.Measuring;

namespace Perdure.Telemetry.Alerting.Signals;

/// <summary>Percentiles from the buckets of a <see cref="DurationHistogram"/>, by interpolation inside a bucket, as Prometheus' histogram_quantile. Pure.</summary>
internal static class BucketPercentile
{
    // What is longer than the last bound is known to be that alone.
    private const double BeyondSeconds = 0.001;

    /// <summary>The value in seconds; 0 without any.</summary>
    public static double Of(CounterWindow buckets, double q)
    {
        Span<long> counts = stackalloc long[DurationHistogram.Buckets];
        for (var at = 0; at < counts.Length; at++)
            counts[at] = buckets.Delta(at);
        return Of(counts, q);
    }

    /// <summary>The value in seconds of durations counted by bucket; 0 without any.</summary>
    public static double Of(ReadOnlySpan<long> buckets, double q)
    {
        long sum = 0;
        foreach (var count in buckets)
            sum += count;
        var rank = q * sum;
        if (rank <= 0)
            return 0;
        double below = 0;
        for (var at = 0; at < DurationHistogram.BoundsUs.Length; at++)
        {
            var here = buckets[at];
            if (here > 0 && below + here >= rank)
            {
                double from = at == 0 ? 0 : DurationHistogram.BoundsUs[at - 1];
                return (from + ((DurationHistogram.BoundsUs[at] - from) * (rank - below) / here)) / 1e6;
            }

            below += here;
        }

        return (DurationHistogram.BoundsUs[^1] / 1e6) + BeyondSeconds;
    }
}
