namespace Perdure.Telemetry.Objectives;

/// <summary>How a budget burns over one time.</summary>
/// <param name="Window">The time looked at.</param>
/// <param name="Total">Requests of that time.</param>
/// <param name="Bad">The bad ones among them.</param>
/// <param name="Rate">How many times as fast as the budget would just last; null without requests, and when the time is longer than the window of the objective.</param>
public readonly record struct BurnFigures(BurnWindow Window, long Total, long Bad, double? Rate);
