using System.Numerics;

namespace Perdure.Resilience.Measuring;

/// <summary>
/// A log-linear histogram of latencies: each octave is cut into 32 equal buckets, and a bucket answers with its middle, so a percentile is at
/// most 1.6 % off. Range 0 to 2^36 µs (19 h); longer ones count as that. Recording is lock-free and allocates nothing.
/// </summary>
/// <remarks>Idea: HdrHistogram. <see cref="Reset"/> may lose a record that runs at the same time.</remarks>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int Sub = 1 << SubBits;
    private const long MaxUs = 1L << 36;

    /// <summary>How many buckets there are.</summary>
    internal const int Buckets = ((36 - SubBits + 1) * Sub) + 1;

    private readonly long[] _buckets = new long[Buckets];
    private long _count;

    /// <summary>How many latencies it holds.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Records one latency, in µs. Negative ones count as 0.</summary>
    public void Record(long us)
    {
        Interlocked.Increment(ref _buckets[IndexOf(us)]);
        Interlocked.Increment(ref _count);
    }

    /// <summary>The latency in µs that the part <paramref name="q"/> (0 to 1) of the records does not exceed; 0 when there are none.</summary>
    public long Percentile(double q) => PercentileOfBoth(null, q);

    /// <summary>The percentile over the records of this and another histogram.</summary>
    internal long PercentileOfBoth(LatencyHistogram? other, double q)
    {
        var total = Count + (other?.Count ?? 0);
        if (total == 0) return 0;
        var rank = Math.Clamp((long)Math.Ceiling(q * total), 1, total);
        long seen = 0;
        var last = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            var here = Volatile.Read(ref _buckets[i]) + (other is null ? 0 : Volatile.Read(ref other._buckets[i]));
            if (here == 0) continue;
            last = i;
            seen += here;
            if (seen >= rank) break;
        }
        return MiddleOf(last);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Volatile.Write(ref _count, 0);
        Array.Clear(_buckets);
    }

    /// <summary>Adds the records of another histogram to this one.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _buckets.Length; i++)
        {
            var count = Volatile.Read(ref other._buckets[i]);
            if (count == 0) continue;
            Interlocked.Add(ref _buckets[i], count);
            Interlocked.Add(ref _count, count);
        }
    }

    /// <summary>Adds the buckets to <paramref name="sums"/>, which has <see cref="Buckets"/> of them; returns how many records these are.</summary>
    internal long AddTo(long[] sums)
    {
        long total = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var here = Volatile.Read(ref _buckets[i]);
            sums[i] += here;
            total += here;
        }
        return total;
    }

    private static int IndexOf(long us)
    {
        if (us < Sub) return us < 0 ? 0 : (int)us;
        if (us >= MaxUs) us = MaxUs;
        var shift = BitOperations.Log2((ulong)us) - SubBits;
        return (shift * Sub) + (int)(us >> shift);
    }

    /// <summary>The latency in µs that stands for a bucket.</summary>
    internal static long MiddleOf(int index)
    {
        if (index < 2 * Sub) return index;
        var shift = (index / Sub) - 1;
        var low = (long)(Sub + (index % Sub)) << shift;
        return low + (1L << shift >> 1);
    }
}
