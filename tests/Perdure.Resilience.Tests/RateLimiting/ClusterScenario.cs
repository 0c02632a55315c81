using Perdure.Resilience.RateLimiting;

namespace Perdure.Resilience.Tests.RateLimiting;

/// <summary>What a simulated cluster goes through. Times in ms, parts from 0 to 1.</summary>
internal sealed record ClusterScenario
{
    public required string Name { get; init; }

    public int Nodes { get; init; } = 3;

    public LimitRule Rule { get; init; } = new(100, 1_000, 100);

    public long LastsMs { get; init; } = 20_000;

    /// <summary>Requests offered per second, by node.</summary>
    public Func<int, long, double> Offered { get; init; } = (_, _) => 100;

    /// <summary>The longest way of a message.</summary>
    public long DelayMaxMs { get; init; } = 20;

    public double Loss { get; init; }

    /// <summary>Whether two nodes are cut off from each other.</summary>
    public Func<int, int, long, bool> IsCut { get; init; } = (_, _, _) => false;

    /// <summary>When a node is killed; it starts again 2 s later.</summary>
    public Func<int, long, bool> IsKilled { get; init; } = (_, _) => false;

    /// <summary>When nodes can't trust what they know of each other's life.</summary>
    public Func<long, bool> IsStoreLost { get; init; } = _ => false;

    /// <summary>How many intervals of a node an admission elsewhere can touch before it is known there, for the bound.</summary>
    public int KnownAfter { get; init; } = 3;
}
