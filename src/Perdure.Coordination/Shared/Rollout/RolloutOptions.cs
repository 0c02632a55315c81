namespace Perdure.Coordination.Shared.Rollout;

/// <summary>How a staged roll-out goes.</summary>
public sealed record RolloutOptions
{
    /// <summary>How long each node is observed after it runs the new version. 0 to 1 hour. Default: 10 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much the share of failed requests may be higher than before and than on the nodes not yet changed. 0 to 1. Default: 0.01.</summary>
    public double MaxErrorRatioIncrease { get; init; } = 0.01;

    /// <summary>How many requests the node must have answered before it is judged. 0 to 1,000,000. Default: 50.</summary>
    public int MinRequests { get; init; } = 50;

    /// <summary>How long a node may take to say that it runs the new version, or may be away. 1 s to 1 hour. Default: 30 s.</summary>
    public TimeSpan ReportTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">Something is out of range.</exception>
    internal void Check()
    {
        var hour = TimeSpan.FromHours(1);
        if (Pause < TimeSpan.Zero || Pause > hour) throw new ArgumentException($"a pause of {Pause} is out of range: use 0s to 1h");
        if (MaxErrorRatioIncrease is not (>= 0 and <= 1)) throw new ArgumentException($"an increase of {MaxErrorRatioIncrease:P1} is out of range: use 0% to 100%");
        if (MinRequests is < 0 or > 1_000_000) throw new ArgumentException($"{MinRequests} requests are out of range: use 0 to 1000000");
        if (ReportTimeout < TimeSpan.FromSeconds(1) || ReportTimeout > hour)
        {
            throw new ArgumentException($"a time-out of {ReportTimeout} is out of range: use 1s to 1h");
        }
    }
}
