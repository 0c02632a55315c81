namespace Perdure.Resilience.OutlierDetection;

/// <summary>What is configured about the ejection of instances that answer worse than the others.</summary>
public sealed record OutlierDetectionOptions
{
    /// <summary>How often success rates are compared, in ms. <value>Default 1 s.</value></summary>
    public long IntervalMs { get; init; } = 1_000;

    /// <summary>Answers an instance must have given before its success rate is judged. <value>Default 20.</value></summary>
    public int MinimumRequests { get; init; } = 20;

    /// <summary>
    /// The part of the instances that may be ejected at a time, the candidate counted in, 0 to 1. Whatever it allows, one that can serve is always
    /// left. <value>Default 0.5.</value>
    /// </summary>
    public double MaxEjected { get; init; } = 0.5;

    /// <summary>How long the first ejection lasts, in ms; the n-th lasts n times as long. <value>Default 5 s.</value></summary>
    public long BaseEjectionMs { get; init; } = 5_000;

    /// <summary>How long an ejection lasts at most, in ms. <value>Default 5 min.</value></summary>
    public long MaxEjectionMs { get; init; } = 300_000;

    /// <summary>Failures in a row that eject an instance. 0 = this rule is off. <value>Default 5.</value></summary>
    public int ConsecutiveFailures { get; init; } = 5;
}
