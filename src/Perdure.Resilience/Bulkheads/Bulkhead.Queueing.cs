using System.Collections.Immutable;
using Perdure.Resilience.Tiers;

namespace Perdure.Resilience.Bulkheads;

// The queue: all that happens only when there is no free place.
public sealed partial class Bulkhead
{
    private const int Tiers = 3;
    private const int Reasons = 6;

    // With so many of those who entered not having had to wait, there is room.
    private const int RoomShare = 4;

    private readonly Lock _lock = new();
    private readonly TierQueue[] _tiers = new TierQueue[Tiers];
    private readonly long[] _shed = new long[Tiers * Reasons];
    private AdaptiveLimit? _adaptive;
    private long _intervalUs;
    private long _enteredBefore;
    private long _waited;
    private long _waitedBefore;
    private long _waitedTotalUs;

    /// <summary>How often <see cref="Sweep"/> is to be called while anybody waits, in ms: as exactly as this time-outs are kept.</summary>
    public int SweepEveryMs => (int)Math.Clamp(Options.QueueTimeoutMs / 4, 1, TierQueue.LeastTargetUs / 1_000);

    private long QueueTimeoutUs => Options.QueueTimeoutMs * 1_000;

    /// <summary>Other options, for requests to come; who is in flight or waits stays so.</summary>
    public void Change(BulkheadOptions options, long nowUs)
    {
        ArgumentNullException.ThrowIfNull(options);
        BulkheadWaiter? decided = null;
        lock (_lock)
        {
            if (options == Options) return;
            if (!options.Adaptive) _adaptive = null;
            else if (_adaptive is null) _adaptive = new AdaptiveLimit(options.MinConcurrent, options.MaxConcurrent, nowUs);
            else _adaptive.Change(options.MinConcurrent, options.MaxConcurrent);
            Options = options;
            PublishLimit();
            Grant(nowUs, ref decided);
        }
        Tell(decided);
    }

    /// <summary>Ends the wait of a request whose client is gone. False when it was over already.</summary>
    public bool Cancel(BulkheadWaiter waiter, long nowUs)
    {
        ArgumentNullException.ThrowIfNull(waiter);
        lock (_lock)
        {
            if (!waiter.IsQueued) return false;
            Take(waiter, nowUs);
            return true;
        }
    }

    /// <summary>Turns away who has waited too long. To be called every <see cref="SweepEveryMs"/> while anybody waits, and every 100 ms always.</summary>
    public void Sweep(long nowUs)
    {
        BulkheadWaiter? decided = null;
        lock (_lock)
        {
            RollIfDue(nowUs);
            foreach (var tier in _tiers) DropLate(tier, nowUs, ref decided);
            Grant(nowUs, ref decided);
        }
        Tell(decided);
    }

    /// <summary>Its figures now.</summary>
    public BulkheadSnapshot Snapshot()
    {
        lock (_lock)
        {
            var overloaded = 0;
            for (var tier = 0; tier < Tiers; tier++)
                if (_tiers[tier].IsOverloaded)
                    overloaded |= 1 << tier;
            return new BulkheadSnapshot
            {
                Limit = Limit,
                InFlight = InFlight,
                Queued = Queued,
                Adaptive = _adaptive is not null,
                BaselineUs = _adaptive?.BaselineUs ?? 0,
                OverloadedTiers = overloaded,
                Entered = Entered,
                Waited = _waited,
                WaitedTotalUs = _waitedTotalUs,
                ShedByTier = [.. Enumerable.Range(0, Tiers).Select(tier => _shed.AsSpan(tier * Reasons, Reasons).ToArray().ToImmutableArray())],
            };
        }
    }

    // Only when a deadline among them may be over are all of them looked at: of thousands that is too much to do every few ms.
    private void DropLate(TierQueue tier, long nowUs, ref BulkheadWaiter? decided)
    {
        var looksAtAll = tier.EarliestUs < nowUs;
        var earliestUs = long.MaxValue;
        for (var waiter = tier.Oldest; waiter is not null;)
        {
            var next = waiter.Newer;
            if (ReasonToDrop(tier, waiter, nowUs) is var reason and not ShedReason.None) Refuse(waiter, reason, nowUs, ref decided);
            else if (looksAtAll) earliestUs = Math.Min(earliestUs, waiter.LatestUs);
            else return;
            waiter = next;
        }
        tier.EarliestUs = earliestUs;
    }

    // With the lock held: what a thread has read before another one wrote must not come to stand here, least of all after a reload.
    private void PublishLimit() => Volatile.Write(ref _limit, _adaptive?.Limit ?? Options.MaxConcurrent);

    private void FollowLimit(long nowUs)
    {
        BulkheadWaiter? decided = null;
        lock (_lock)
        {
            PublishLimit();
            Grant(nowUs, ref decided);
        }
        Tell(decided);
    }

    private void GrantAll(long nowUs)
    {
        BulkheadWaiter? decided = null;
        lock (_lock)
        {
            RollIfDue(nowUs);
            Grant(nowUs, ref decided);
        }
        Tell(decided);
    }

    // Free places to who waits, the most important tier first.
    private void Grant(long nowUs, ref BulkheadWaiter? decided)
    {
        while (_waiting > 0 && TryTake())
        {
            if (PickNext(nowUs, ref decided) is not { } waiter)
            {
                // All of them had waited too long; the place was never used.
                Interlocked.Add(ref _state, -One);
                return;
            }
            _tiers[waiter.Priority / PriorityThreshold.PerTier].OnGranted();
            Take(waiter, nowUs);
            _waited++;
            _waitedTotalUs += waiter.WaitedUs;
            Decide(waiter, ShedReason.None, ref decided);
        }
    }

    private BulkheadWaiter? PickNext(long nowUs, ref BulkheadWaiter? decided)
    {
        foreach (var tier in _tiers)
        {
            while (tier.Next is { } waiter)
            {
                if (ReasonToDrop(tier, waiter, nowUs) is var reason and not ShedReason.None) Refuse(waiter, reason, nowUs, ref decided);
                else return waiter;
            }
        }
        return null;
    }

    // Whether one more may wait, perhaps instead of somebody less important.
    private ShedReason MakeRoom(int priority, long nowUs, ref BulkheadWaiter? decided)
    {
        var tier = _tiers[priority / PriorityThreshold.PerTier];
        if (tier.IsOverloaded && tier.Count >= tier.MostWaiting)
            return Displace(tier.Worst, priority, nowUs, ref decided) ? ShedReason.None : ShedReason.Overloaded;
        if (_waiting < Options.MaxQueued) return ShedReason.None;
        for (var i = Tiers - 1; i >= 0; i--)
        {
            if (_tiers[i].Worst is not { } worst) continue;
            _tiers[i].OnFull(nowUs);
            return Displace(worst, priority, nowUs, ref decided) ? ShedReason.None : ShedReason.QueueFull;
        }
        return ShedReason.QueueFull;
    }

    private bool Displace(BulkheadWaiter? worst, int priority, long nowUs, ref BulkheadWaiter? decided)
    {
        if (worst is null || worst.Priority <= priority) return false;
        Refuse(worst, ShedReason.Displaced, nowUs, ref decided);
        return true;
    }

    private ShedReason ReasonToDrop(TierQueue tier, BulkheadWaiter waiter, long nowUs) =>
        waiter.LatestUs < nowUs ? ShedReason.Deadline
        : nowUs - waiter.QueuedUs < tier.PatienceUs(QueueTimeoutUs) ? ShedReason.None
        : tier.IsOverloaded ? ShedReason.Overloaded : ShedReason.QueueTimeout;

    private void Put(BulkheadWaiter waiter, int priority, long latestUs, long nowUs)
    {
        waiter.Priority = priority;
        waiter.QueuedUs = nowUs;
        waiter.LatestUs = latestUs;
        _tiers[priority / PriorityThreshold.PerTier].Add(waiter);
        Interlocked.Increment(ref _waiting);
    }

    private void Take(BulkheadWaiter waiter, long nowUs)
    {
        _tiers[waiter.Priority / PriorityThreshold.PerTier].Remove(waiter, nowUs);
        waiter.WaitedUs = nowUs - waiter.QueuedUs;
        Interlocked.Decrement(ref _waiting);
    }

    private void Refuse(BulkheadWaiter waiter, ShedReason reason, long nowUs, ref BulkheadWaiter? decided)
    {
        Take(waiter, nowUs);
        Count(waiter.Priority, reason);
        Decide(waiter, reason, ref decided);
    }

    private void Count(int priority, ShedReason reason)
    {
        var tier = priority / PriorityThreshold.PerTier;
        _tiers[tier].OnShed();
        _shed[(tier * Reasons) + (int)reason]++;
    }

    private static void Decide(BulkheadWaiter waiter, ShedReason reason, ref BulkheadWaiter? decided)
    {
        waiter.Reason = reason;
        waiter.NextDecided = decided;
        decided = waiter;
    }

    // Outside of the lock: who is told may come back at once.
    private static void Tell(BulkheadWaiter? decided)
    {
        while (decided is { } waiter)
        {
            decided = waiter.NextDecided;
            waiter.NextDecided = null;
            waiter.OnDecided(waiter.Reason);
        }
    }

    private void RollIfDue(long nowUs)
    {
        var tookUs = nowUs - _intervalUs;
        if (tookUs < TierQueue.IntervalUs) return;
        var entered = Entered - _enteredBefore;
        var waited = _waited - _waitedBefore;
        var hasRoom = (entered - waited) * RoomShare > entered;
        var mostUs = Math.Max(TierQueue.LeastTargetUs, QueueTimeoutUs / 2);
        for (var i = 0; i < Tiers; i++)
        {
            // The most important are given up only when they themselves are too many.
            _tiers[i].TargetUs = i == 0 ? mostUs : Math.Clamp(TierQueue.ServedInTarget * tookUs / Math.Max(1, entered), TierQueue.LeastTargetUs, mostUs);
            _tiers[i].Roll(nowUs, tookUs, hasRoom);
        }
        _intervalUs = nowUs;
        _enteredBefore += entered;
        _waitedBefore = _waited;
    }
}
