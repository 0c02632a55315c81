namespace Perdure.Durable;

/// <summary>What a load found.</summary>
/// <param name="Acknowledged">How many records were acknowledged in the time that counts.</param>
/// <param name="PerSecond">The same by the second.</param>
/// <param name="P50Ms">The median of the time until the acknowledgement.</param>
/// <param name="P99Ms">Its 99th percentile.</param>
/// <param name="CpuUs">Processor time of this process for each record.</param>
/// <param name="AllocatedBytes">What this process allocated for each record.</param>
internal sealed record LoadFigures(long Acknowledged, double PerSecond, double P50Ms, double P99Ms, double CpuUs, double AllocatedBytes);
