namespace Perdure.Resilience.Retrying;

/// <summary>
/// Bounds the retries of a service by its requests: within any window, retries ≤ ratio × requests + minimum per second × window. It is charged
/// before the back-off wait, so waiting retries count. Thread-safe, lock-free.
/// </summary>
/// <remarks>
/// Both rings are read so that errors of the bucket edges only ever refuse: requests over the buckets that lie wholly inside the window, retries over those
/// that touch it. Idea: Finagle's RetryBudget, Envoy's retry_budget.
/// </remarks>
public sealed class RetryBudget
{
    private const int Slices = 20;

    private readonly RetryBudgetOptions _options;
    private readonly long _sliceMs;
    private readonly long[] _requests = new long[Slices + 2];
    private readonly long[] _retries = new long[Slices + 2];

    /// <summary>Makes a full budget.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative ratio or minimum, or a window below one second.</exception>
    public RetryBudget(RetryBudgetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Ratio);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinimumPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WindowMs, 1_000);
        _options = options;
        _sliceMs = options.WindowMs / Slices;
    }

    /// <summary>Counts one request (not an attempt).</summary>
    public void OnRequest(long nowMs) => Add(_requests, nowMs / _sliceMs, 1);

    /// <summary>Takes one retry from the budget; false when it is used up. A retry taken is not given back.</summary>
    public bool TryTake(long nowMs) => TryTake(nowMs, 0);

    /// <summary>Takes one from the budget if the part <paramref name="keep"/> (0 to 1) of what the window allows is still left afterwards.</summary>
    public bool TryTake(long nowMs, double keep)
    {
        var slice = nowMs / _sliceMs;
        // Counted first and looked at afterwards: of several threads at the edge the last one sees all the others.
        Add(_retries, slice, 1);
        if (Sum(_retries, slice, Slices + 1) <= (1 - keep) * Allowed(slice)) return true;
        Add(_retries, slice, -1);
        return false;
    }

    /// <summary>How many retries are left at the moment.</summary>
    public double Left(long nowMs)
    {
        var slice = nowMs / _sliceMs;
        return Math.Max(0, Allowed(slice) - Sum(_retries, slice, Slices + 1));
    }

    private double Allowed(long slice) =>
        (_options.Ratio * Sum(_requests, slice, Slices)) + (_options.MinimumPerSecond * (_options.WindowMs / 1000.0));

    // A bucket is one word, 32 bits of slice number above 32 bits of count, so that renewing and counting are one exchange.
    private static void Add(long[] ring, long slice, int delta)
    {
        ref var cell = ref ring[slice % ring.Length];
        while (true)
        {
            var seen = Volatile.Read(ref cell);
            var same = (uint)(seen >> 32) == (uint)slice;
            if (!same && delta < 0) return;
            var next = same ? seen + delta : ((long)(uint)slice << 32) | (uint)delta;
            if (Interlocked.CompareExchange(ref cell, next, seen) == seen) return;
        }
    }

    private static long Sum(long[] ring, long slice, int slices)
    {
        long sum = 0;
        for (var i = 0; i < slices && i <= slice; i++)
        {
            var seen = Volatile.Read(ref ring[(slice - i) % ring.Length]);
            if ((uint)(seen >> 32) == (uint)(slice - i)) sum += (uint)seen;
        }
        return sum;
    }
}
