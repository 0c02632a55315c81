namespace Perdure.Model;

/// <summary>Passive health: instances whose answers to real requests stand out are set aside for a while.</summary>
public sealed record OutlierDetectionModel
{
    /// <summary>Whether it is on. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The time between two judgements. Default: 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests that an instance must have answered before its success rate is judged. Default: 20.</summary>
    public int MinimumRequests { get; init; } = 20;

    /// <summary>The share of instances that may be set aside at once. Range: 0 to 1. Default: 0.5.</summary>
    public double MaxEjected { get; init; } = 0.5;

    /// <summary>How long the first ejection lasts; it grows with each further one. Default: 5 s.</summary>
    public TimeSpan BaseEjection { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an ejection lasts at most. Default: 5 min.</summary>
    public TimeSpan MaxEjection { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Failures in a row that eject an instance whatever its success rate. Default: 5.</summary>
    public int ConsecutiveFailures { get; init; } = 5;
}
