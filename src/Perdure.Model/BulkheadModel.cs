namespace Perdure.Model;

/// <summary>How much may be in flight to a service, or from a route, at once, and how much may wait for its turn.</summary>
public sealed record BulkheadModel
{
    /// <summary>
    /// Whether the limit is found from the latencies, between <see cref="MinConcurrent"/> and <see cref="MaxConcurrent"/>. Default: no, it is
    /// <see cref="MaxConcurrent"/>.
    /// </summary>
    public bool Adaptive { get; init; }

    /// <summary>Requests in flight at most. Range: 1 to 100,000. Default when adaptive: 1,000; otherwise it must be written.</summary>
    public int MaxConcurrent { get; init; } = 1_000;

    /// <summary>Under this an adaptive limit never falls. Range: 1 to 100,000, not above <see cref="MaxConcurrent"/>. Default: 4.</summary>
    public int MinConcurrent { get; init; } = 4;

    /// <summary>Requests that wait for a place at most; 0 means none waits. Range: 0 to 100,000. Default: 100.</summary>
    public int MaxQueued { get; init; } = 100;

    /// <summary>How long a request waits for a place at most. Range: 1 ms to 1 min. Default: 100 ms.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
