namespace Perdure.Load;

/// <summary>What load to offer.</summary>
public sealed record LoadOptions
{
    /// <summary>Requests per second that are meant to be sent.</summary>
    /// <value>Above 0, at most 1,000,000.</value>
    public required double RatePerSecond { get; init; }

    /// <summary>Seed of the arrival times and of <see cref="LoadRequest.Random"/>: the same seed plans the same load.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>How arrivals are spread.</summary>
    /// <value>Default <see cref="ArrivalKind.Poisson"/>.</value>
    public ArrivalKind Arrivals { get; init; } = ArrivalKind.Poisson;

    /// <summary>Most requests that may be unanswered at once. An arrival over it isn't sent and counts as failed.</summary>
    /// <value>At least 1; default 10,000.</value>
    public int MaxOutstanding { get; init; } = 10_000;

    /// <summary>How long unanswered requests may still take once the load was told to stop; then they are cancelled.</summary>
    /// <value>Not negative; default 10 s.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RatePerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RatePerSecond, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxOutstanding);
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero);
    }
}
