using System.Collections.Immutable;

namespace Perdure.Resilience.Measuring;

/// <summary>
/// Durations counted by fixed bounds, for export: what Prometheus calls a histogram and OpenTelemetry one with explicit bounds. It only grows. Thread-safe,
/// lock-free; recording allocates nothing. For percentiles of the last seconds there is <see cref="LatencyHistogram"/>.
/// </summary>
public sealed class DurationHistogram
{
    // Exact up to this; beyond it nobody waits for the answer.
    private const long MaxUs = 1L << 40;

    private readonly StripedCounters _cells = new(BoundsUs.Length + 2);

    /// <summary>
    /// The upper bounds in µs, each one part of its bucket: 500 µs to 10 s. OpenTelemetry advises 5 ms to 10 s for HTTP; a gateway beside its services needs
    /// finer ones below. With the sum they fill two cache lines.
    /// </summary>
    public static ImmutableArray<long> BoundsUs { get; } =
        [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000];

    /// <summary>How many buckets there are: one for each bound, and one for what is longer than all.</summary>
    public static int Buckets => BoundsUs.Length + 1;

    private static int Sum => BoundsUs.Length + 1;

    /// <summary>Counts one duration in µs. Negative ones count as 0, those over 12 days as that.</summary>
    public void Record(long us)
    {
        us = Math.Clamp(us, 0, MaxUs);
        _cells.Add(BucketOf(us), 1, Sum, us);
    }

    /// <summary>
    /// Reads the counts of the buckets, not added up, into <paramref name="buckets"/>, which has <see cref="Buckets"/> places; returns all durations in µs. What is
    /// recorded meanwhile may be in the one and not yet in the other.
    /// </summary>
    public long Read(Span<long> buckets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets.Length, Buckets, nameof(buckets));
        for (var at = 0; at < Buckets; at++)
            buckets[at] = _cells.Read(at);
        return _cells.Read(Sum);
    }

    // Most durations are short: a search from the front ends soon, and its branches are foreseen.
    private static int BucketOf(long us)
    {
        var bounds = BoundsUs.AsSpan();
        for (var at = 0; at < bounds.Length; at++)
        {
            if (us <= bounds[at])
                return at;
        }

        return bounds.Length;
    }
}
