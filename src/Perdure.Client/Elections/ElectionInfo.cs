namespace Perdure.Client.Elections;

/// <summary>An election.</summary>
public sealed record ElectionInfo
{
    /// <summary>Its name.</summary>
    public string Election { get; init; } = "";

    /// <summary>Who leads; null for nobody.</summary>
    public LeaderInfo? Leader { get; init; }

    /// <summary>Identifies who leads: the leader's token, 0 for nobody.</summary>
    public long Revision { get; init; }

    /// <summary>How many candidates there are, the leader included.</summary>
    public int Candidates { get; init; }
}
