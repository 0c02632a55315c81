namespace Perdure.Resilience.RateLimiting;

/// <summary>
/// A token bucket: it holds <see cref="Burst"/> requests and is filled with <see cref="Requests"/> per <see cref="PerMs"/>. In any span of
/// time t it lets at most burst + requests × t / per through.
/// </summary>
/// <remarks>
/// The state of a bucket is one number, the time at which it would be full again (GCRA's theoretical arrival time, ITU-T I.371), kept in
/// units of 1 / <see cref="Requests"/> ms: a request costs exactly <see cref="PerMs"/> of them, and nothing is ever rounded.
/// </remarks>
public readonly record struct LimitRule
{
    /// <summary>Makes a rule.</summary>
    /// <param name="requests">Requests per <paramref name="perMs"/>; 1 to 1,000,000.</param>
    /// <param name="perMs">The time, in ms; 1 to 86,400,000 (a day).</param>
    /// <param name="burst">Requests that may come at once; 1 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Something is out of its range.</exception>
    public LimitRule(int requests, long perMs, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(perMs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perMs, 86_400_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, 1_000_000);
        (Requests, PerMs, Burst) = (requests, perMs, burst);
    }

    /// <summary>Requests per <see cref="PerMs"/> that can go on for ever.</summary>
    public int Requests { get; }

    /// <summary>The time in which <see cref="Requests"/> are allowed, in ms.</summary>
    public long PerMs { get; }

    /// <summary>Requests that may come all at once.</summary>
    public int Burst { get; }

    /// <summary>What one request costs.</summary>
    internal long Cost => PerMs;

    /// <summary>What a full bucket is worth.</summary>
    internal long Capacity => Burst * PerMs;

    /// <summary>A time in the units of a bucket's state.</summary>
    internal long Scaled(long nowMs) => nowMs * Requests;

    /// <summary>Milliseconds, rounded up, of a span in the units of a bucket's state.</summary>
    internal long Ms(long scaled) => scaled <= 0 ? 0 : (scaled + Requests - 1) / Requests;

    /// <summary>Takes one request out of the bucket whose state is <paramref name="fullAt"/>. Thread-safe without a lock.</summary>
    /// <param name="fullAt">When the bucket will be full; 0 for a fresh one.</param>
    /// <param name="nowMs">The time, 0 or later.</param>
    /// <param name="part">The bucket is this many times smaller and slower: the rule divided by so many nodes. At least one request fits.</param>
    internal LimitVerdict Take(ref long fullAt, long nowMs, int part = 1)
    {
        var now = Scaled(nowMs);
        var cost = Cost * part;
        var capacity = Math.Max(Capacity, cost);
        while (true)
        {
            var seen = Volatile.Read(ref fullAt);
            var from = Math.Max(seen, now);
            var missing = from + cost - now - capacity;
            if (missing > 0) return new LimitVerdict(false, 0, Ms(missing));
            if (Interlocked.CompareExchange(ref fullAt, from + cost, seen) == seen) return new LimitVerdict(true, (int)(-missing / cost), 0);
        }
    }
}
