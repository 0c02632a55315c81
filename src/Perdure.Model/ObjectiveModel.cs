namespace Perdure.Model;

/// <summary>How well a route is meant to serve, over a time: its service level objective.</summary>
public sealed record ObjectiveModel
{
    /// <summary>The share of requests that must be answered: neither failed nor turned away for want of capacity. Range: 0.5 to 0.99999. Default: 0.999.</summary>
    public double Availability { get; init; } = 0.999;

    /// <summary>How fast answers must be; null: as slow as they are. Default: null.</summary>
    public LatencyObjectiveModel? Latency { get; init; }

    /// <summary>The time that just passed over which the shares are meant. Range: 1 h to 90 d. Default: 30 d.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);
}
