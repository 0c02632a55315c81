namespace Perdure.Console.Nodes;

/// <summary>The guard of the node: what this process uses of its own CPU and memory, and whether it turns requests away because of that.</summary>
public sealed record GuardStatus
{
    /// <summary>Whether requests are being turned away.</summary>
    public bool Shedding { get; init; }

    /// <summary>Which priorities are admitted, from 0 to 192: all below it. 64 is all of critical, 128 standard too.</summary>
    public double Level { get; init; }

    /// <summary>The share of its CPUs that the process used over the last second, 0 to 1; null before it is known.</summary>
    public double? Cpu { get; init; }

    /// <summary>How long work waited inside the process on average over that second, in ms; null while it uses far less than the limit.</summary>
    public double? LagMs { get; init; }

    /// <summary>The share from which on there is overload, if work waits for 20 ms or more; null when it is not looked at.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>CPUs that the process may use; a quota may make it a fraction.</summary>
    public double Cpus { get; init; }

    /// <summary>The share of its memory that the process holds, 0 to 1; null before it is known.</summary>
    public double? Memory { get; init; }

    /// <summary>The share from which on there is overload; null when it is not looked at.</summary>
    public double? MemoryLimit { get; init; }

    /// <summary>Bytes that the process may hold.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>Requests that the guard has turned away since the start of the node.</summary>
    public long Shed { get; init; }
}
