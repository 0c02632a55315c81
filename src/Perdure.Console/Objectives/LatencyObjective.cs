namespace Perdure.Console.Objectives;

/// <summary>An objective for latency.</summary>
/// <param name="WithinMs">How fast an answer must be, in ms, as it is measured: the bound of a bucket.</param>
/// <param name="Share">The share of answers that must be as fast.</param>
public sealed record LatencyObjective(double WithinMs, double Share);
