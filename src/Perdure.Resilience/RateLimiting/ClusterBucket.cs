namespace Perdure.Resilience.RateLimiting;

/// <summary>One key of a limit that all nodes keep together, as one node sees it. What others counted is written under the limiter's lock.</summary>
internal sealed class ClusterBucket(UInt128 key, long born, long bornMs)
{
    // Allowances are counted in 256ths of a request, so that a small share adds up.
    private const int One = 256;

    private long _fullAt;
    private long _count;
    private long _changedMs = long.MinValue;

    // The interval in the upper half, what may still be admitted in it in the lower one.
    private long _allowance;
    private PeerMark[] _marks = [];

    internal UInt128 Key { get; } = key;

    /// <summary>What this node has counted, to be told.</summary>
    internal ClusterCount Tell(LimitRule rule, long nowMs) => new(Key, born, nowMs - bornMs, Count, FullInMs(rule, nowMs));

    private long Count => Interlocked.Read(ref _count);

    /// <summary>When this node last admitted a request.</summary>
    internal long ChangedMs => Volatile.Read(ref _changedMs);

    internal LimitVerdict Take(LimitRule rule, long nowMs, int part, int nodes, long intervalMs)
    {
        if (nodes > 1 && !TakeAllowance(rule, nowMs, nodes, intervalMs))
        {
            var waitMs = Math.Max(FullInMs(rule, nowMs) - rule.Ms(rule.Capacity - rule.Cost), intervalMs - (nowMs % intervalMs));
            return new LimitVerdict(false, 0, waitMs);
        }
        var verdict = rule.Take(ref _fullAt, nowMs, part);
        if (!verdict.Admitted) return verdict;
        Interlocked.Increment(ref _count);
        Volatile.Write(ref _changedMs, nowMs);
        return verdict;
    }

    internal bool IsFull(LimitRule rule, long nowMs) => Volatile.Read(ref _fullAt) <= rule.Scaled(nowMs);

    internal long FullInMs(LimitRule rule, long nowMs) => rule.Ms(Volatile.Read(ref _fullAt) - rule.Scaled(nowMs));

    /// <summary>
    /// Takes in a count of another node, heard without a gap for <paramref name="contactMs"/>; <paramref name="charged"/> says whether it is
    /// held against the bucket.
    /// </summary>
    internal void Merge(LimitRule rule, int peer, long epoch, long contactMs, in ClusterCount told, bool charged, long nowMs)
    {
        if (_marks.Length <= peer) Array.Resize(ref _marks, peer + 1);
        ref var mark = ref _marks[peer];
        if (mark.Epoch != epoch || mark.Born != told.Born)
        {
            mark = new PeerMark(epoch, told.Born, told.Count);
            if (told.AgeMs < contactMs)
            {
                if (charged) Charge(rule, told.Count, nowMs);
                return;
            }
            // It is older than the contact, so its spread over time is not known, but what came of it is: the bucket is no fuller than the
            // sender believes.
            var inMs = Math.Min(told.FullInMs, rule.Ms(rule.Capacity));
            if (charged) Raise(rule.Scaled(nowMs) + Math.Min(inMs * rule.Requests, rule.Capacity));
            return;
        }
        var more = told.Count - mark.Count;
        if (more <= 0) return;
        mark = mark with { Count = told.Count };
        if (charged) Charge(rule, more, nowMs);
    }

    private void Raise(long fullAt)
    {
        var seen = Volatile.Read(ref _fullAt);
        while (seen < fullAt)
        {
            var was = Interlocked.CompareExchange(ref _fullAt, fullAt, seen);
            if (was == seen) return;
            seen = was;
        }
    }

    // What was admitted beyond the limit is paid back, but at most one bucket of it: after that it is history.
    private void Charge(LimitRule rule, long requests, long nowMs)
    {
        var now = rule.Scaled(nowMs);
        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);
            var to = Math.Min(Math.Max(seen, now) + (Math.Min(requests, 2L * rule.Burst) * rule.Cost), now + (2 * rule.Capacity));
            if (to <= seen || Interlocked.CompareExchange(ref _fullAt, to, seen) == seen) return;
        }
    }

    // In each interval a node takes at most its part of what is left, because the others may be taking theirs and it will not hear of it in time.
    private bool TakeAllowance(LimitRule rule, long nowMs, int nodes, long intervalMs)
    {
        var interval = (uint)(nowMs / intervalMs);
        while (true)
        {
            var seen = Volatile.Read(ref _allowance);
            var left = (long)(uint)seen;
            var passed = interval - (uint)(seen >> 32);
            if (passed != 0)
            {
                var tokens = Math.Max(0, rule.Capacity - Math.Max(0, Volatile.Read(ref _fullAt) - rule.Scaled(nowMs))) * One / rule.Cost;
                var share = tokens / nodes;
                // Parts of a request are saved up to one, so that the last requests of a bucket can be had at all.
                var saved = Math.Min(One, left + (share * Math.Min(passed, One)));
                left = Math.Min(Math.Max(share, saved), tokens);
            }
            var taken = left >= One;
            var next = ((long)interval << 32) | (taken ? left - One : left);
            if (next == seen || Interlocked.CompareExchange(ref _allowance, next, seen) == seen) return taken;
        }
    }

    private readonly record struct PeerMark(long Epoch, long Born, long Count);
}
