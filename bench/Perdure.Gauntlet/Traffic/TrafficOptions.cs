namespace Perdure.Gauntlet.Traffic;

/// <summary>What the clients of a run do.</summary>
public sealed record TrafficOptions
{
    /// <summary>Requests per second, at the most.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Seed of arrivals and kinds: the same for every contestant.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long they send.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How long a client waits: from the intended send time on, and from its sending on for each further try.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Size of the answer to a GET.</summary>
    /// <value>Default 128.</value>
    public int BodyBytes { get; init; } = 128;

    /// <summary>How many of a hundred requests are POSTs.</summary>
    /// <value>Default 10.</value>
    public int PostPerCent { get; init; } = 10;

    /// <summary>How often a client sends again what it did not get, at once and whatever the answer was.</summary>
    /// <value>Default 0.</value>
    public int Retries { get; init; }

    /// <summary>The share of <see cref="RatePerSecond"/> that is offered at a time in ms from the start; null: all of it, always.</summary>
    public Func<double, double>? Profile { get; init; }

    /// <summary>Whether a fifth of the requests are critical and two fifths optional; otherwise all are standard.</summary>
    public bool Classes { get; init; }

    /// <summary>How many loopback addresses the clients connect from, 127.0.1.1 and up; 0: from the usual one.</summary>
    public int Addresses { get; init; }
}
