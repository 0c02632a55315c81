namespace Perdure.Resilience.Bulkheads;

/// <summary>
/// A place in the queue of a <see cref="Bulkhead"/>. Made by who waits, and used again for the next wait: waiting allocates nothing. In one
/// queue at a time; all but <see cref="WaitedUs"/> is the bulkhead's.
/// </summary>
public abstract class BulkheadWaiter
{
    /// <summary>How long the last wait took, in µs.</summary>
    public long WaitedUs { get; internal set; }

    internal int Priority { get; set; }

    internal long QueuedUs { get; set; }

    internal long LatestUs { get; set; }

    internal bool IsQueued { get; set; }

    internal ShedReason Reason { get; set; }

    // By age within its tier, and within its priority.
    internal BulkheadWaiter? Older { get; set; }

    internal BulkheadWaiter? Newer { get; set; }

    internal BulkheadWaiter? OlderEqual { get; set; }

    internal BulkheadWaiter? NewerEqual { get; set; }

    internal BulkheadWaiter? NextDecided { get; set; }

    /// <summary>
    /// The wait is over: with <see cref="ShedReason.None"/> it has a place, which it must leave, otherwise it was turned away. Called outside of
    /// any lock by the thread that noticed, which has other things to do: this must be short and not throw.
    /// </summary>
    protected internal abstract void OnDecided(ShedReason reason);
}
