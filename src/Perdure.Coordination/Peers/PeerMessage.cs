namespace Perdure.Coordination.Peers;

/// <summary>One push: from whom, for whom, which one, and the counts.</summary>
internal sealed record PeerMessage
{
    /// <summary>The sender's node.</summary>
    public required string Node { get; init; }

    /// <summary>The sender's process.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The receiver's process as the sender knows it, empty when it does not; another process must not take it in.</summary>
    public required string To { get; init; }

    /// <summary>Counts the pushes of the sender's process; only higher ones are taken in.</summary>
    public required long Sequence { get; init; }

    /// <summary>The counts.</summary>
    public required IReadOnlyList<PeerCount> Counts { get; init; }
}
