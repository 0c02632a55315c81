namespace Perdure.Gauntlet.Results;

/// <summary>When things happened in a run, in ms of the monotonic clock.</summary>
/// <param name="WarmMs">What is measured as the base begins.</param>
/// <param name="OnsetMs">The fault began.</param>
/// <param name="RepairedMs">The fault ended.</param>
/// <param name="EndMs">The last request was due.</param>
public readonly record struct Timeline(double WarmMs, double OnsetMs, double RepairedMs, double EndMs);
