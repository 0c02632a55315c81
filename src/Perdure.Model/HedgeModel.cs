namespace Perdure.Model;

/// <summary>
/// A second copy of a request that is slow, sent to another instance; the first answer counts and the other copy is cancelled. Only requests that
/// may be repeated are.
/// </summary>
public sealed record HedgeModel
{
    /// <summary>
    /// The share of the service's recent answers that came faster than a request must be late: 0.95 means after the live p95. Ignored when
    /// <see cref="After"/> is set. Range: 0.5 to 0.999. Default: 0.95.
    /// </summary>
    public double Percentile { get; init; } = 0.95;

    /// <summary>A fixed delay instead of a percentile; null means the percentile. Range: 1 ms to 1 min. Default: null.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Second copies at most, as a share of the requests. Range: 0 (excluded) to 0.5. Default: 0.05.</summary>
    public double Budget { get; init; } = 0.05;
}
