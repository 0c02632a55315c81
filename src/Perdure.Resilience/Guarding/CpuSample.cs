namespace Perdure.Resilience.Guarding;

/// <summary>What was measured of a process at one moment, for <see cref="CpuOverload"/>.</summary>
public readonly record struct CpuSample
{
    /// <summary>When, in µs on a monotonic clock.</summary>
    public long AtUs { get; init; }

    /// <summary>The CPU time that the process has used since any moment, in µs.</summary>
    public long CpuUs { get; init; }

    /// <summary>CPUs that it may use; a quota may make it a fraction. Above 0.</summary>
    public double Cpus { get; init; }

    /// <summary>The dispatch lags that were measured since the last sample, all together.</summary>
    public LagTotal Lags { get; init; }
}
