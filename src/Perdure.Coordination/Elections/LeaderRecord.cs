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
}
