namespace Perdure.Gauntlet.Traffic;

/// <summary>One request as its client saw it.</summary>
/// <param name="Kind">What it asked for.</param>
/// <param name="IntendedMs">When it was meant to be sent, in ms of the monotonic clock.</param>
/// <param name="LatencyMs">From the intended time to the end of the answer or to giving up.</param>
/// <param name="Reason">Why it was lost; null when the whole right answer came within the deadline.</param>
public readonly record struct Sample(RequestKind Kind, double IntendedMs, double LatencyMs, string? Reason)
{
    /// <summary>An answer that lacked a part and gave the client no sign of it.</summary>
    public const string SilentTruncation = "silent truncation";

    /// <summary>Whether the client got what it asked for in time.</summary>
    public bool Good => Reason is null;
}
