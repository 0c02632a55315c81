namespace Perdure.Gauntlet.Traffic;

/// <summary>One request of a stampede.</summary>
/// <param name="Key">Which answer all of its stampede wanted.</param>
/// <param name="LatencyMs">From the beginning of the stampede to the end of the answer, or to giving up.</param>
/// <param name="Reason">Why it was lost; null when the right answer came.</param>
public readonly record struct StampedeSample(string Key, double LatencyMs, string? Reason);
