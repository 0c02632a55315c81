namespace Perdure.Coordination.Elections;

/// <summary>An election at one revision of the store. Immutable.</summary>
public sealed record ElectionRecord
{
    /// <summary>The election.</summary>
    public required string Name { get; init; }

    /// <summary>Who leads; null while nobody does.</summary>
    public required LeaderRecord? Leader { get; init; }

    /// <summary>How many candidates there are, the leader included.</summary>
    public required int Candidates { get; init; }

    /// <summary>The revision of the store that was read.</summary>
    public required long Revision { get; init; }
}
