namespace Perdure.Resilience.Bulkheads;

/// <summary>How much a <see cref="Bulkhead"/> lets in at once, and how much waits.</summary>
public sealed record BulkheadOptions
{
    /// <summary>Whether the limit is found from the latencies (<see cref="AdaptiveLimit"/>). Default: no, it is <see cref="MaxConcurrent"/>.</summary>
    public bool Adaptive { get; init; }

    /// <summary>In flight at most. Range: 1 to 100,000. Default: 1,000.</summary>
    public int MaxConcurrent { get; init; } = 1_000;

    /// <summary>Under this an adaptive limit never falls. Range: 1 to <see cref="MaxConcurrent"/>. Default: 4.</summary>
    public int MinConcurrent { get; init; } = 4;

    /// <summary>Waiting at most; 0 means nobody waits. Range: 0 to 100,000. Default: 100.</summary>
    public int MaxQueued { get; init; } = 100;

    /// <summary>How long one waits at most. Range: 1 ms to 1 min. Default: 100 ms.</summary>
    public long QueueTimeoutMs { get; init; } = 100;
}
