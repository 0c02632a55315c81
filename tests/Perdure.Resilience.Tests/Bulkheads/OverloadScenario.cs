using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>A service of a fixed capacity behind a bulkhead, and what is asked of it. As the gauntlet's rig unless said otherwise.</summary>
internal sealed record OverloadScenario
{
    internal int Hosts { get; init; } = 10;

    internal int Workers { get; init; } = 2;

    internal double MeanMs { get; init; } = 50;

    /// <summary>Service times are ±25 % around the mean instead of exponential.</summary>
    internal bool Even { get; init; }

    /// <summary>Null: everything is sent.</summary>
    internal BulkheadOptions? Bulkhead { get; init; }

    /// <summary>Offered load at a time in s, as a share of the capacity.</summary>
    internal Func<double, double> Load { get; init; } = static _ => 0.8;

    /// <summary>How many times as long everything takes at a time in s.</summary>
    internal Func<double, double> Slow { get; init; } = static _ => 1;

    /// <summary>The shares of critical and of optional requests.</summary>
    internal (double Critical, double Optional) Tiers { get; init; } = (0.2, 0.4);

    /// <summary>Whether users differ: otherwise all requests of a tier have one priority.</summary>
    internal bool Users { get; init; } = true;

    /// <summary>How often a client tries again at once when it was turned away, or when its time is over.</summary>
    internal int Retries { get; init; }

    internal Perdure.Resilience.Balancing.BalancingKind Balancing { get; init; } = Perdure.Resilience.Balancing.BalancingKind.TwoChoices;

    internal long DeadlineMs { get; init; } = 1_000;

    internal double Seconds { get; init; } = 30;

    /// <summary>Requests per second at full load.</summary>
    internal double Capacity => Hosts * Workers * 1_000 / MeanMs;
}
