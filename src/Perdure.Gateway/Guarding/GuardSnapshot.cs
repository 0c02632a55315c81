namespace Perdure.Gateway.Guarding;

/// <summary>How the node's guard stands, for people and metrics.</summary>
public sealed record GuardSnapshot
{
    /// <summary>The share of its CPUs that the process used over the last second; null before it was measured for that long.</summary>
    public double? Cpu { get; init; }

    /// <summary>
    /// How long work that was there for the process waited for it, on average over the last second, in ms; null while that is not measured, because
    /// the process uses far less than the limit.
    /// </summary>
    public double? LagMs { get; init; }

    /// <summary>The share of its memory that the process holds; null before it was measured.</summary>
    public double? Memory { get; init; }

    /// <summary>The share of the CPUs from which on requests are turned away, if work waits besides; null when it is not looked at.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>The share of the memory from which on requests are turned away; null when it is not looked at.</summary>
    public double? MemoryLimit { get; init; }

    /// <summary>CPUs that the process may use.</summary>
    public double Cpus { get; init; }

    /// <summary>Bytes that the process may use.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Whether requests are being turned away.</summary>
    public bool Shedding { get; init; }

    /// <summary>Which priorities are admitted: those below it, of 192.</summary>
    public double Level { get; init; }

    /// <summary>Requests that were turned away since the node started.</summary>
    public long Shed { get; init; }
}
