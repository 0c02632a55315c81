using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>The load of a <see cref="FaultSimulation"/> and what the gateway and the clients do about it.</summary>
internal sealed record SimulatedLoad
{
    internal int Hosts { get; init; } = 3;

    internal double PerSecond { get; init; } = 300;

    /// <summary>The part of the requests that is not idempotent.</summary>
    internal double Posts { get; init; }

    /// <summary>The time-out of an attempt.</summary>
    internal long TimeoutMs { get; init; } = 500;

    /// <summary>How long a client waits.</summary>
    internal long DeadlineMs { get; init; } = long.MaxValue / 2;

    /// <summary>Requests a host works on at once; 0 = any number, and services are short (2 to 9 ms).</summary>
    internal int Workers { get; init; }

    internal ServicePoolOptions Options { get; init; } = new();

    /// <summary>As the failure gauntlet has it: ten hosts with two workers of 20 ms on average, 10 % POST, a second of patience.</summary>
    internal static SimulatedLoad Gauntlet { get; } = new() { Hosts = 10, PerSecond = 300, Posts = 0.1, TimeoutMs = 5_000, DeadlineMs = 1_000, Workers = 2 };

    /// <summary>A small service that is only posted to.</summary>
    internal static SimulatedLoad PostsOnly { get; } = new() { Hosts = 2, PerSecond = 100, Posts = 1, TimeoutMs = 5_000, DeadlineMs = 1_000 };
}
