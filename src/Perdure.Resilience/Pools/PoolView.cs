using Perdure.Resilience.Balancing;

namespace Perdure.Resilience.Pools;

/// <summary>What a selection looks at: who gets traffic at the moment, level by level. Immutable; replaced as a whole when anything changes.</summary>
internal sealed class PoolView
{
    /// <summary>The levels of the active instances, nearest first.</summary>
    internal required LevelView[] Active { get; init; }

    /// <summary>The levels of the standby instances, nearest first.</summary>
    internal required LevelView[] Standby { get; init; }

    /// <summary>Active instances whose breaker is half-open.</summary>
    internal required Instance[] Probing { get; init; }

    /// <summary>Standby instances whose breaker is half-open.</summary>
    internal required Instance[] ProbingStandby { get; init; }

    /// <summary>Whether suspicion is disregarded.</summary>
    internal required bool Panic { get; init; }

    /// <summary>Whether any active instance gets regular traffic.</summary>
    internal required bool AnyActive { get; init; }
}
