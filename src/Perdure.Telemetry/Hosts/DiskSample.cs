namespace Perdure.Telemetry.Hosts;

/// <summary>The room of a disk, in bytes.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Free">What is left for this user.</param>
public readonly record struct DiskSample(long Total, long Free);
