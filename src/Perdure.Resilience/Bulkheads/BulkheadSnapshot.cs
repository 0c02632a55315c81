using System.Collections.Immutable;

namespace Perdure.Resilience.Bulkheads;

/// <summary>A <see cref="Bulkhead"/> at one moment, for status and metrics. The counts only grow.</summary>
public sealed record BulkheadSnapshot
{
    /// <summary>Places there are now.</summary>
    public required int Limit { get; init; }

    /// <summary>Places taken.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that wait.</summary>
    public required int Queued { get; init; }

    /// <summary>Whether the limit is found from the latencies.</summary>
    public required bool Adaptive { get; init; }

    /// <summary>What an adaptive limit takes for the latency without queueing, in µs; 0 when fixed or not known yet.</summary>
    public required long BaselineUs { get; init; }

    /// <summary>Tiers that have a standing queue now, bit 0 for critical, 1 for standard, 2 for optional.</summary>
    public required int OverloadedTiers { get; init; }

    /// <summary>Requests that got a place, with or without a wait.</summary>
    public required long Entered { get; init; }

    /// <summary>Those of them that waited.</summary>
    public required long Waited { get; init; }

    /// <summary>All waits that ended with a place, in µs.</summary>
    public required long WaitedTotalUs { get; init; }

    /// <summary>Turned away, for each tier (0 critical, 1 standard, 2 optional) and within it for each <see cref="ShedReason"/>.</summary>
    public required ImmutableArray<ImmutableArray<long>> ShedByTier { get; init; }

    /// <summary>Turned away in all.</summary>
    public long Shed => ShedByTier.Sum(static reasons => reasons.Sum());

    /// <summary>Turned away of one tier.</summary>
    public long ShedOf(int tier) => ShedByTier[tier].Sum();

    /// <summary>Turned away for one reason.</summary>
    public long ShedFor(ShedReason reason) => ShedByTier.Sum(reasons => reasons[(int)reason]);
}
