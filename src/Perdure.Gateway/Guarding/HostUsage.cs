namespace Perdure.Gateway.Guarding;

/// <summary>What this process has used at one moment, and how much it may use. Others on the machine do not come into it.</summary>
public readonly record struct HostUsage
{
    /// <summary>CPU time that this process has used since it started, in µs, in user and kernel mode.</summary>
    public long CpuUs { get; init; }

    /// <summary>CPUs that this process may use: the quota of its cgroup, or the processors that it may run on if that is less. Above 0.</summary>
    public double Cpus { get; init; }

    /// <summary>Memory that only this process holds and that can't be had back by dropping files from memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory that this process may use: the limit of its cgroup, or the machine's memory if that is less, in bytes. Above 0.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>
    /// The managed heap after its last collection as a share of what the runtime allows it; within a cgroup the runtime allows less than the
    /// cgroup does. 0 to 1.
    /// </summary>
    public double HeapShare { get; init; }

    /// <summary>The share of the memory that is used: of all of it or of the heap's, whichever is nearer to its end.</summary>
    public double MemoryShare => Math.Max(HeapShare, (double)MemoryBytes / MemoryLimitBytes);
}
