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
        var rank = q * buckets.Sum();
        if (rank <= 0)
            return 0;
        double below = 0;
        for (var at = 0; at < DurationHistogram.BoundsUs.Length; at++)
        {
            var here = buckets.Delta(at);
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
