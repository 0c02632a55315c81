using System.Collections.Immutable;

namespace Perdure.Telemetry.Hosts;

/// <summary>What the machine and the process use, as far as the system says so. Times in seconds, sizes in bytes.</summary>
public sealed record HostSample
{
    /// <summary>CPU time of the machine since it started, over all processors, by mode.</summary>
    public ImmutableArray<(string Mode, double Seconds)> CpuTimes { get; init; } = [];

    /// <summary>Memory of the machine; null when it is not known.</summary>
    public MemorySample? Memory { get; init; }

    /// <summary>The load of the last minute; null when it is not known.</summary>
    public double? Load { get; init; }

    /// <summary>The disk of the node's data; null when it is not known.</summary>
    public DiskSample? Disk { get; init; }

    /// <summary>File handles that the process has open; null when it is not known.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>How many it may have; null when it is not known.</summary>
    public long? OpenFilesMax { get; init; }
}
