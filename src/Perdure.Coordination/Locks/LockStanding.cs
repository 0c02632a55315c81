using Perdure.Coordination.Queues;

namespace Perdure.Coordination.Locks;

/// <summary>How a holder or waiter of a lock stands, as the store said at one revision. Immutable.</summary>
public sealed record LockStanding
{
    /// <summary>The lock.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it or waits for it; empty when <see cref="Gone"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>Its lease, by which it is named in all calls.</summary>
    public required long Lease { get; init; }

    /// <summary>Its fencing token, greater than that of every holder before it. 0 when <see cref="Gone"/>.</summary>
    public required long Token { get; init; }

    /// <summary>Whether it holds the lock, and may act on that until <see cref="DeadlineTimestamp"/>.</summary>
    public required bool Held { get; init; }

    /// <summary>How many are before it; counted up to 1000.</summary>
    public required int Ahead { get; init; }

    /// <summary>How long its lease lives from each renewal; zero when <see cref="Gone"/>.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>See <see cref="Elections.Standing.DeadlineTimestamp"/>.</summary>
    public required long DeadlineTimestamp { get; init; }

    /// <summary>Whether the lease has ended or the lock was given back.</summary>
    public required bool Gone { get; init; }

    internal static LockStanding From(QueueStanding standing) => new()
    {
        Name = standing.Name,
        Owner = standing.Who,
        Lease = standing.Lease,
        Token = standing.Token,
        Held = standing.First,
        Ahead = standing.Ahead,
        Ttl = standing.Ttl,
        DeadlineTimestamp = standing.DeadlineTimestamp,
        Gone = standing.Gone,
    };
}
