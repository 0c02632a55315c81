namespace Perdure.Resilience.Measuring;

/// <summary>
/// Counts calls, failures and slow calls in a ring of time buckets. Recording is one or two interlocked operations and allocates nothing.
/// </summary>
/// <remarks>
/// A bucket is one word: 20 bits of slice number, 22 bits of calls, 22 bits of failures, so that renewing a bucket and counting in it are one
/// exchange. A bucket that nothing has touched for exactly 2^20 slices would be taken for a new one; the owner's sweep renews buckets long before.
/// </remarks>
internal sealed class RollingCounter
{
    private const int Field = 22;
    private const long FieldMask = (1L << Field) - 1;
    private const long StampMask = (1L << 20) - 1;

    private readonly long[] _calls;
    private readonly long[] _slow;

    internal RollingCounter(int slices, long sliceMs)
    {
        SliceMs = Math.Max(1, sliceMs);
        _calls = new long[slices];
        _slow = new long[slices];
    }

    internal long SliceMs { get; }

    internal int Slices => _calls.Length;

    internal void Record(long nowMs, bool failed, bool slow)
    {
        var slice = nowMs / SliceMs;
        Add(_calls, slice, (1L << Field) | (failed ? 1L : 0L));
        if (slow) Add(_slow, slice, 1L << Field);
    }

    /// <summary>Renews the bucket of now, so that one left from a turn of the stamps ago is not taken for new.</summary>
    internal void Touch(long nowMs)
    {
        Add(_calls, nowMs / SliceMs, 0);
        Add(_slow, nowMs / SliceMs, 0);
    }

    /// <summary>What was counted in the newest slices, as many as reach back to <paramref name="sinceMs"/>, at most the whole ring.</summary>
    internal RollingCounts Since(long sinceMs, long nowMs)
    {
        var slice = nowMs / SliceMs;
        var oldest = Math.Max(Math.Max(0, sinceMs / SliceMs), slice - Slices + 1);
        var counts = default(RollingCounts);
        for (var i = slice; i >= oldest; i--) counts += At(i);
        return counts;
    }

    /// <summary>What was counted in one slice.</summary>
    internal RollingCounts At(long slice)
    {
        var index = slice % Slices;
        var calls = Volatile.Read(ref _calls[index]);
        if (!IsOf(calls, slice)) return default;
        var slow = Volatile.Read(ref _slow[index]);
        return new RollingCounts((calls >> Field) & FieldMask, calls & FieldMask, IsOf(slow, slice) ? (slow >> Field) & FieldMask : 0);
    }

    internal void Clear()
    {
        for (var i = 0; i < Slices; i++)
        {
            Volatile.Write(ref _calls[i], 0);
            Volatile.Write(ref _slow[i], 0);
        }
    }

    private static bool IsOf(long word, long slice) => ((word >> (2 * Field)) & StampMask) == (slice & StampMask);

    private static void Add(long[] ring, long slice, long delta)
    {
        ref var cell = ref ring[slice % ring.Length];
        while (true)
        {
            var seen = Volatile.Read(ref cell);
            if (delta == 0 && IsOf(seen, slice)) return;
            var next = IsOf(seen, slice) ? seen + delta : ((slice & StampMask) << (2 * Field)) | delta;
            if (Interlocked.CompareExchange(ref cell, next, seen) == seen) return;
        }
    }
}
