using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>One request on its way through the attempts, as the gateway would hold it.</summary>
internal sealed class SimulatedRequest(bool idempotent, ulong key, long abortAtMs)
{
    internal bool Idempotent { get; } = idempotent;

    internal ulong Key { get; } = key;

    /// <summary>When its client goes away.</summary>
    internal long AbortAtMs { get; } = abortAtMs;

    internal long StartedMs { get; init; }

    internal List<Instance?> Tried { get; } = [];

    internal int Sent { get; set; }

    /// <summary>An instance may have executed it.</summary>
    internal bool MayHaveBeenExecuted { get; set; }
}
