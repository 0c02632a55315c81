using Perdure.Coordination.Queues;

namespace Perdure.Coordination.Elections;

/// <summary>How a candidate stands in an election, as the store said at one revision. Immutable.</summary>
public sealed record Standing
{
    /// <summary>The election.</summary>
    public required string Name { get; init; }

    /// <summary>The candidate; empty when <see cref="Gone"/>.</summary>
    public required string Candidate { get; init; }

    /// <summary>Its lease, by which it is named in all calls.</summary>
    public required long Lease { get; init; }

    /// <summary>
    /// Its fencing token: the revision that created its key. It never changes while the candidate is in the queue, and each leader's is
    /// greater than that of every leader before it. 0 when <see cref="Gone"/>.
    /// </summary>
    public required long Token { get; init; }

    /// <summary>Whether it leads, and may act as leader until <see cref="DeadlineTimestamp"/>.</summary>
    public required bool Leader { get; init; }

    /// <summary>How many candidates are before it; counted up to 1000.</summary>
    public required int Ahead { get; init; }

    /// <summary>How long its lease lives from each renewal; zero when <see cref="Gone"/>.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>
    /// Up to when a leader may act without renewing, as a timestamp of the coordinator's clock: counted from before the renewal was sent,
    /// a margin taken off (<see cref="Sessions.LeaseTiming.Margin"/>). Only for the process that made the call: others count from before they asked.
    /// </summary>
    public required long DeadlineTimestamp { get; init; }

    /// <summary>Whether the lease has ended or the candidate has left: it has to enter again.</summary>
    public required bool Gone { get; init; }

    internal static Standing From(QueueStanding standing) => new()
    {
        Name = standing.Name,
        Candidate = standing.Who,
        Lease = standing.Lease,
        Token = standing.Token,
        Leader = standing.First,
        Ahead = standing.Ahead,
        Ttl = standing.Ttl,
        DeadlineTimestamp = standing.DeadlineTimestamp,
        Gone = standing.Gone,
    };
}
