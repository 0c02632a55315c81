namespace Perdure.Telemetry.Hosts;

/// <summary>The memory of a machine, in bytes.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Available">What programs could still get, as the kernel estimates it.</param>
/// <param name="Free">What nothing uses at all.</param>
public readonly record struct MemorySample(long Total, long Available, long Free);
