namespace Perdure.Gateway.Guarding;

/// <summary>How the node's guard stands, for people and metrics.</summary>
public sealed record GuardSnapshot
{
    /// <summary>The share of its CPUs that the process used over the last second; null before it was measured for that long.</summary>
    public double? Cpu { get; init; }

    /// <summary>The share of its memory that the process holds; null before it was measured.</summary>
    public double? Memory { get; init; }

    /// <summary>The share of the CPUs from which on requests are turned away; null when it is not looked at.</summary>
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
