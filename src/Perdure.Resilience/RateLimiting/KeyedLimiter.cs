using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.RateLimiting;

/// <summary>
/// A bucket for each key, in bounded memory: 16 bytes a key, 1 MiB for the default of 65,536, taken as it is needed.
/// </summary>
/// <remarks>
/// A bucket that is full again is the same as none, so its place goes to the next new key and nobody notices. Only when more keys than
/// there are places have been used within the time that a bucket takes to fill do they compete: a new key then takes the place of the fullest
/// bucket of its set of 16, and inherits its level (as in Metwally's space-saving counters). So a flood of new keys shares the
/// few fullest places, is refused too early rather than too late, and leaves the hot keys, whose buckets are the emptiest, alone. All keys
/// together never get more than one bucket for each place. Two requests that race for a place may be counted on the wrong one.
/// </remarks>
public sealed class KeyedLimiter : RateLimiter
{
    /// <summary>Keys that are held, by default.</summary>
    public const int DefaultMaxKeys = 65_536;

    private const int Ways = 16;

    // Each set: 16 marks of keys (0 = free), then the states of their buckets. Made when its first key comes.
    private readonly long[]?[] _sets;
    private readonly ulong _seed;
    private long _displaced;

    /// <summary>Makes a limiter.</summary>
    /// <param name="rule">The rule for each key.</param>
    /// <param name="seed">Nobody should know it: it decides which keys compete for places.</param>
    /// <param name="maxKeys">The most keys to hold, rounded up to a multiple of 16.</param>
    public KeyedLimiter(LimitRule rule, ulong seed, int maxKeys = DefaultMaxKeys)
        : base(rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKeys, 1);
        _seed = seed;
        _sets = new long[]?[(maxKeys + Ways - 1) / Ways];
    }

    /// <summary>How often a new key took the place of one that was in use.</summary>
    public long Displaced => Interlocked.Read(ref _displaced);

    /// <inheritdoc/>
    public override LimitVerdict TryTake(UInt128 key, long nowMs)
    {
        var mark = Mark(key);
        ref var set = ref _sets[((ulong)mark >> 32) % (ulong)_sets.Length];
        var places = Volatile.Read(ref set) ?? Make(ref set);
        var at = Find(places, mark);
        if (at < 0) at = Settle(places, mark, nowMs);
        return Rule.Take(ref places[Ways + at], nowMs);
    }

    // With a secret seed, two keys of the same mark are not found by trying; by chance 65,536 keys have such a pair once in 10^10.
    private long Mark(UInt128 key)
    {
        var mark = Jitter.Mix(Jitter.Mix((ulong)(key >> 64) ^ _seed) ^ (ulong)key ^ ulong.RotateLeft(_seed, 32));
        return mark == 0 ? 1 : (long)mark;
    }

    private static long[] Make(ref long[]? set)
    {
        var made = new long[2 * Ways];
        return Interlocked.CompareExchange(ref set, made, null) ?? made;
    }

    private static int Find(long[] places, long mark)
    {
        for (var at = 0; at < Ways; at++)
            if (Volatile.Read(ref places[at]) == mark)
                return at;
        return -1;
    }

    // The state stays as it is: a full bucket is a fresh one, and another one is inherited.
    private int Settle(long[] places, long mark, long nowMs)
    {
        lock (places)
        {
            var known = Find(places, mark);
            if (known >= 0) return known;
            var fullest = 0;
            for (var at = 0; at < Ways; at++)
                if (Volatile.Read(ref places[Ways + at]) < Volatile.Read(ref places[Ways + fullest]))
                    fullest = at;
            if (Volatile.Read(ref places[Ways + fullest]) > Rule.Scaled(nowMs)) Interlocked.Increment(ref _displaced);
            Volatile.Write(ref places[fullest], mark);
            return fullest;
        }
    }
}
