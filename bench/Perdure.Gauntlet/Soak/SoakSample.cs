namespace Perdure.Gauntlet.Soak;

/// <summary>What the gateway held at one moment of a soak.</summary>
/// <param name="AtSeconds">Since the load began.</param>
/// <param name="ResidentKiB">Resident memory.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="CpuMs">CPU used so far.</param>
public readonly record struct SoakSample(double AtSeconds, long ResidentKiB, int Handles, double CpuMs);
