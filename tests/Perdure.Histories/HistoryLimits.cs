namespace Perdure.Histories;

/// <summary>How long and how far a check may search. The problem is NP-complete, so there has to be an end.</summary>
public sealed record HistoryLimits
{
    /// <summary>The clock of <see cref="Time"/>. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long the whole check may take. Default: 3 min.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How many situations are remembered for each part. Default: 2 million.</summary>
    public int SituationsMax { get; init; } = 2_000_000;
}
