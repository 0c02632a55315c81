using Perdure.Resilience.Tiers;

namespace Perdure.Resilience.Bulkheads;

/// <summary>
/// Lets so many requests in at once, and a bounded number wait for a place: the most important first, and of two that matter alike the older one, or
/// during an overload the newer one (<see cref="TierQueue"/>). A free place is always given, so turning requests away never costs capacity.
/// Thread-safe. While nobody waits, entering and leaving are one interlocked operation each; a lock guards only the queue. Nothing allocates.
/// </summary>
public sealed partial class Bulkhead
{
    // In flight in the low bits, ten times what may be, and above them how many ever entered: one word, so that both are one operation. At a
    // hundred thousand a second the word is full after five years.
    private const int EnteredShift = 20;
    private const long InFlightMask = (1L << EnteredShift) - 1;
    private const long One = (1L << EnteredShift) + 1;

    private long _state;
    private int _limit;
    private int _waiting;

    /// <summary>Makes a bulkhead.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="nowUs">The time on a monotonic clock in µs from any origin; the same clock in all calls.</param>
    public Bulkhead(BulkheadOptions options, long nowUs)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _intervalUs = nowUs;
        _adaptive = options.Adaptive ? new AdaptiveLimit(options.MinConcurrent, options.MaxConcurrent, nowUs) : null;
        _limit = _adaptive?.Limit ?? options.MaxConcurrent;
        for (var tier = 0; tier < Tiers; tier++) _tiers[tier] = new TierQueue();
    }

    /// <summary>What is configured.</summary>
    public BulkheadOptions Options { get; private set; }

    /// <summary>Places there are now.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>Places taken.</summary>
    public int InFlight => (int)(Volatile.Read(ref _state) & InFlightMask);

    /// <summary>Requests that wait.</summary>
    public int Queued => Volatile.Read(ref _waiting);

    /// <summary>Whether the next request would have to wait: no time for more than one copy of a request.</summary>
    public bool IsSaturated => Queued > 0 || InFlight >= Limit;

    private long Entered => (long)((ulong)Volatile.Read(ref _state) >> EnteredShift);

    /// <summary>
    /// Takes a place if there is one and nobody waits for it. Otherwise, and only then, <see cref="Enter"/> is to be called; no priority need be
    /// known before.
    /// </summary>
    public bool TryEnter() => Volatile.Read(ref _waiting) == 0 && TryTake();

    /// <summary>Asks for a place for a request that <see cref="TryEnter"/> had none for.</summary>
    /// <param name="waiter">Is told when the wait is over; used only when <see cref="BulkheadEntry.Queued"/> is returned.</param>
    /// <param name="priority">0, the most important, to 191: tier × 64 + a hash of the user.</param>
    /// <param name="latestUs">After this moment a place is of no use any more: the deadline less the time that the service takes.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="reason">Why it was turned away.</param>
    public BulkheadEntry Enter(BulkheadWaiter waiter, int priority, long latestUs, long nowUs, out ShedReason reason)
    {
        ArgumentNullException.ThrowIfNull(waiter);
        priority = Math.Clamp(priority, 0, PriorityThreshold.Priorities - 1);
        BulkheadWaiter? decided = null;
        BulkheadEntry entry;
        lock (_lock)
        {
            RollIfDue(nowUs);
            if (_waiting == 0 && TryTake())
            {
                reason = ShedReason.None;
                return BulkheadEntry.Entered;
            }
            reason = latestUs < nowUs ? ShedReason.Deadline : MakeRoom(priority, nowUs, ref decided);
            if (reason == ShedReason.None)
            {
                Put(waiter, priority, latestUs, nowUs);
                // One may have left after the look and before it could see that somebody waits.
                Grant(nowUs, ref decided);
                entry = BulkheadEntry.Queued;
            }
            else
            {
                entry = BulkheadEntry.Shed;
                Count(priority, reason);
            }
        }
        Tell(decided);
        return entry;
    }

    /// <summary>Gives a place back, once for each that was taken, and to who waits for it.</summary>
    /// <param name="nowUs">The time.</param>
    public void Leave(long nowUs)
    {
        Interlocked.Decrement(ref _state);
        if (Volatile.Read(ref _waiting) != 0) GrantAll(nowUs);
    }

    /// <summary>
    /// Tells how long an answer took to begin, once for each request that got one, when its head has come: what an adaptive limit is found from.
    /// Does nothing with a fixed one.
    /// </summary>
    /// <param name="latencyUs">From taking the place to the head of the answer, in µs.</param>
    /// <param name="inTime">Whether there was an answer; no when the request was given up for want of one. Such a latency says nothing.</param>
    /// <param name="nowUs">The time.</param>
    public void Record(long latencyUs, bool inTime, long nowUs)
    {
        if (_adaptive is { } adaptive && adaptive.Record(latencyUs, InFlight, inTime, nowUs)) FollowLimit(nowUs);
    }

    private bool TryTake()
    {
        var limit = Volatile.Read(ref _limit);
        var seen = Volatile.Read(ref _state);
        while ((seen & InFlightMask) < limit)
        {
            var found = Interlocked.CompareExchange(ref _state, seen + One, seen);
            if (found == seen) return true;
            seen = found;
        }
        return false;
    }
}
