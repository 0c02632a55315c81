using System.Numerics;
using Perdure.Resilience.Tiers;

namespace Perdure.Resilience.Bulkheads;

/// <summary>
/// The requests of one tier that wait, by age and by priority, and whether they are a standing queue. All operations take constant time. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// A queue is good while it empties now and then; one that never does only adds latency. So: when over a whole interval some request has always
/// been waiting longer than the target, there is overload (CoDel: Nichols and Jacobson, ACM Queue 2012; for requests: folly's Codel, with
/// the same 5 ms, 100 ms and twice the target). As long as it lasts, no more wait than are served within the target, the newest of the most important
/// priority goes first (adaptive LIFO: Maurer, "Fail at Scale", ACM Queue 2015), and who has waited twice the target is turned away. The target is
/// never shorter than the time in which eight are served: of so few that wait none may come by chance.
/// </remarks>
internal sealed class TierQueue
{
    internal const long LeastTargetUs = 5_000;
    internal const long IntervalUs = 100_000;
    internal const int ServedInTarget = 8;

    private const int FewestWaiting = 2;

    private readonly BulkheadWaiter?[] _newest = new BulkheadWaiter?[PriorityThreshold.PerTier];
    private readonly BulkheadWaiter?[] _oldest = new BulkheadWaiter?[PriorityThreshold.PerTier];
    private BulkheadWaiter? _first;
    private BulkheadWaiter? _last;
    private ulong _present;
    private long _minAgeUs;
    private int _granted;
    private int _grantedBefore;
    private int _shed;

    internal int Count { get; private set; }

    internal bool IsOverloaded { get; private set; }

    internal BulkheadWaiter? Oldest => _first;

    /// <summary>A moment before which nobody's <see cref="BulkheadWaiter.LatestUs"/> is; perhaps all of them are well after it.</summary>
    internal long EarliestUs { get; set; } = long.MaxValue;

    /// <summary>How many may wait during an overload: as many as are served within the target.</summary>
    internal int MostWaiting => (int)Math.Max(FewestWaiting, Math.Max(_granted, _grantedBefore) * TargetUs / IntervalUs);

    /// <summary>The wait in µs that is no reason for anything.</summary>
    internal long TargetUs { get; set; } = LeastTargetUs;

    /// <summary>The oldest of the least important.</summary>
    internal BulkheadWaiter? Worst => _present == 0 ? null : _oldest[63 - BitOperations.LeadingZeroCount(_present)];

    /// <summary>Whose turn it is.</summary>
    internal BulkheadWaiter? Next => _present == 0 ? null : IsOverloaded ? _newest[BitOperations.TrailingZeroCount(_present)] : _first;

    /// <summary>How long one may wait now, in µs.</summary>
    internal long PatienceUs(long queueTimeoutUs) => IsOverloaded ? Math.Min(queueTimeoutUs, 2 * TargetUs) : queueTimeoutUs;

    internal void Add(BulkheadWaiter waiter)
    {
        if (_first is null) (_minAgeUs, EarliestUs) = (0, long.MaxValue);
        EarliestUs = Math.Min(EarliestUs, waiter.LatestUs);
        waiter.Older = _last;
        waiter.Newer = null;
        if (_last is null) _first = waiter;
        else _last.Newer = waiter;
        _last = waiter;
        var at = waiter.Priority % PriorityThreshold.PerTier;
        waiter.OlderEqual = _newest[at];
        waiter.NewerEqual = null;
        if (waiter.OlderEqual is { } older) older.NewerEqual = waiter;
        else _oldest[at] = waiter;
        _newest[at] = waiter;
        _present |= 1UL << at;
        waiter.IsQueued = true;
        Count++;
    }

    internal void Remove(BulkheadWaiter waiter, long nowUs)
    {
        if (waiter.Older is { } older) older.Newer = waiter.Newer;
        else _first = waiter.Newer;
        if (waiter.Newer is { } newer) newer.Older = waiter.Older;
        else _last = waiter.Older;
        var at = waiter.Priority % PriorityThreshold.PerTier;
        if (waiter.OlderEqual is { } olderEqual) olderEqual.NewerEqual = waiter.NewerEqual;
        else _oldest[at] = waiter.NewerEqual;
        if (waiter.NewerEqual is { } newerEqual) newerEqual.OlderEqual = waiter.OlderEqual;
        else _newest[at] = waiter.OlderEqual;
        if (_newest[at] is null) _present &= ~(1UL << at);
        // Who waits may be kept for its next wait, and must not keep others.
        waiter.Older = waiter.Newer = waiter.OlderEqual = waiter.NewerEqual = null;
        waiter.IsQueued = false;
        Count--;
        _minAgeUs = Math.Min(_minAgeUs, OldestAgeUs(nowUs));
    }

    internal void OnGranted() => _granted++;

    internal void OnShed() => _shed++;

    /// <summary>One had to be turned away for want of room: with a standing queue that is overload, without waiting for the interval's end.</summary>
    internal void OnFull(long nowUs)
    {
        if (!IsOverloaded && OldestAgeUs(nowUs) > TargetUs) IsOverloaded = true;
    }

    /// <summary>An interval is over, which took so long. <paramref name="hasRoom"/>: many found a free place without a wait.</summary>
    internal void Roll(long nowUs, long tookUs, bool hasRoom)
    {
        var standing = Math.Min(_minAgeUs, OldestAgeUs(nowUs)) > TargetUs;
        // It has ended when nobody had to be turned away although few may wait, or when there is room all the same.
        IsOverloaded = standing || (IsOverloaded && _shed > 0 && !hasRoom);
        _grantedBefore = (int)(_granted * IntervalUs / tookUs);
        _granted = 0;
        _shed = 0;
        _minAgeUs = OldestAgeUs(nowUs);
    }

    private long OldestAgeUs(long nowUs) => _first is null ? 0 : nowUs - _first.QueuedUs;
}
