namespace Perdure.Gauntlet.Traffic;

/// <summary>What the clients of a run do.</summary>
public sealed record TrafficOptions
{
    /// <summary>Requests per second.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Seed of arrivals and kinds: the same for every contestant.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long they send.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How long a client waits, from the intended send time on.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Size of the answer to a GET.</summary>
    /// <value>Default 128.</value>
    public int BodyBytes { get; init; } = 128;
}
