using Perdure.Coordination.Queues;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>Who leads. Immutable.</summary>
public sealed record LeaderRecord
{
    /// <summary>The election.</summary>
    public required string Name { get; init; }

    /// <summary>The candidate that leads.</summary>
    public required string Candidate { get; init; }

    /// <summary>What it published on entering, such as an address.</summary>
    public required string Value { get; init; }

    /// <summary>Its fencing token; identifies this term of leadership.</summary>
    public required long Token { get; init; }

    /// <summary>Its lease. Whoever knows it can renew and resign for the leader: do not show it to others.</summary>
    public required long Lease { get; init; }

    internal static LeaderRecord? From(string election, Entry? first)
    {
        if (first is null) return null;
        var entry = QueueEntry.Read(first.Value);
        return new LeaderRecord
        {
            Name = election, Candidate = entry.Who, Value = entry.Value, Token = first.CreateRevision, Lease = QueueKind.Election.Parse(first.Key)?.Lease ?? first.Lease,
        };
    }
}
