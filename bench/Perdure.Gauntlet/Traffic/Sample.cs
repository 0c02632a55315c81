namespace Perdure.Gauntlet.Traffic;

/// <summary>One request as its client saw it.</summary>
/// <param name="Kind">What it asked for.</param>
/// <param name="IntendedMs">When it was meant to be sent, in ms of the monotonic clock.</param>
/// <param name="LatencyMs">From the intended time to the end of the answer or to giving up, retries of the client included.</param>
/// <param name="Reason">Why it was lost; null when the whole right answer came within the deadline.</param>
public readonly record struct Sample(RequestKind Kind, double IntendedMs, double LatencyMs, string? Reason)
{
    /// <summary>An answer that lacked a part and gave the client no sign of it.</summary>
    public const string SilentTruncation = "silent truncation";

    /// <summary>How much it mattered.</summary>
    public RequestClass Class { get; init; }

    /// <summary>How long after the intended time the (last) try really left the client, in ms.</summary>
    public double LeftAfterMs { get; init; }

    /// <summary>How often the client sent it.</summary>
    public int Tries { get; init; }

    /// <summary>Status of the last answer; 0 when none came.</summary>
    public int Status { get; init; }

    /// <summary>Whether the client got what it asked for in time.</summary>
    public bool Good => Reason is null;

    /// <summary>Whether it was turned away: an answer that says "not now", instead of one that was tried and failed.</summary>
    public bool Rejected => !Good && Status is (429 or 503);
}
