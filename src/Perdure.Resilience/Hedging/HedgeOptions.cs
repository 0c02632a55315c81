namespace Perdure.Resilience.Hedging;

/// <summary>When a second copy of a request is sent, and how many there may be.</summary>
public sealed record HedgeOptions
{
    /// <summary>
    /// The share of the service's recent answers that came sooner than a request must be late. Range: 0.5 to 0.999. <value>Default 0.95.</value>
    /// </summary>
    public double Percentile { get; init; } = 0.95;

    /// <summary>A fixed delay in µs instead of the percentile; null = the percentile. Range: above 0. <value>Default null.</value></summary>
    public long? AfterUs { get; init; }

    /// <summary>Second copies at most, as a share of the requests, within any 10 s. Range: 0 (excluded) to 0.5. <value>Default 0.05.</value></summary>
    public double Budget { get; init; } = 0.05;
}
