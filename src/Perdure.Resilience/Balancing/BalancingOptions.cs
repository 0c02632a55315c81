namespace Perdure.Resilience.Balancing;

/// <summary>What is configured about balancing.</summary>
public sealed record BalancingOptions
{
    /// <summary>The policy. <value>Default two choices.</value></summary>
    public BalancingKind Kind { get; init; } = BalancingKind.TwoChoices;

    /// <summary>
    /// <see cref="BalancingKind.ConsistentHash"/>: the load of an instance, relative to its fair share, above which its keys go to the next
    /// one. Above 1. <value>Default 1.25.</value>
    /// </summary>
    public double LoadBound { get; init; } = 1.25;

    /// <summary><see cref="BalancingKind.TwoChoices"/>: the time constant with which latency peaks are forgotten, in ms; about 100 answers do it as well. <value>Default 10 s.</value></summary>
    public long DecayMs { get; init; } = 10_000;
}
