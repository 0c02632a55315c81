using Perdure.Resilience.Measuring;

namespace Perdure.Telemetry.Metrics;

/// <summary>One series of a metric at one moment: a value, or a histogram instead.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="More">Further ones; null for none.</param>
/// <param name="Value">The value.</param>
/// <param name="Durations">What a histogram's series is read from; null for all others.</param>
public readonly record struct MetricSample(LabelSet Labels, LabelSet? More, double Value, DurationHistogram? Durations = null)
{
    /// <summary>A value without labels.</summary>
    public static MetricSample Of(double value) => new(LabelSet.None, null, value);
}
