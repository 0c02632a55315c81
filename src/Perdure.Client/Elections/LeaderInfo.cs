namespace Perdure.Client.Elections;

/// <summary>Who leads.</summary>
public sealed record LeaderInfo
{
    /// <summary>The candidate.</summary>
    public string Candidate { get; init; } = "";

    /// <summary>What it tells about itself, such as its address.</summary>
    public string Value { get; init; } = "";

    /// <summary>Its fencing token.</summary>
    public long Token { get; init; }
}
