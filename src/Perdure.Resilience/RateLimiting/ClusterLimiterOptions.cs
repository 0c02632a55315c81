namespace Perdure.Resilience.RateLimiting;

/// <summary>How nodes keep one limit together.</summary>
public sealed record ClusterLimiterOptions
{
    /// <summary>How often the nodes tell each other what they have counted, in ms. <value>Default 100.</value></summary>
    public long IntervalMs { get; init; } = 100;

    /// <summary>After so many ms without a sign of life, what a node has counted meanwhile is no longer held against it one by one. <value>Default 1 s.</value></summary>
    public long LostAfterMs { get; init; } = 1_000;

    /// <summary>Keys that are held. Those beyond share one bucket. <value>Default 16,384.</value></summary>
    public int MaxKeys { get; init; } = 16_384;
}
