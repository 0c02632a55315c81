using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>How fast the answers of a route are meant to be.</summary>
public sealed record LatencyObjectiveModel
{
    /// <summary>
    /// The bounds, in ms, of the histograms that answers are counted in: a time between two of them cannot be told from the lower one. A test holds them
    /// against the histograms themselves.
    /// </summary>
    public static ImmutableArray<double> BoundsMs { get; } = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

    /// <summary>From the head of a request to the end of its answer. Range: 1 ms to 10 s.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>The share of answers that must be as fast. Range: 0.5 to 0.99999. Default: 0.99.</summary>
    public double Share { get; init; } = 0.99;

    /// <summary>What is measured instead of <see cref="Within"/>: the highest bound that is no more than it, so that nothing slow counts as fast.</summary>
    public TimeSpan Measured => TimeSpan.FromMilliseconds(BoundsMs.Last(bound => bound <= Within.TotalMilliseconds));
}
