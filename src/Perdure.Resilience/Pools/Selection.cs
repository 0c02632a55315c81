using System.Diagnostics.CodeAnalysis;
using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

/// <summary>
/// What <see cref="ServicePool.Select"/> found. When <see cref="Selected"/>, it must be handed back exactly once through
/// <see cref="ServicePool.Complete"/>.
/// </summary>
public readonly struct Selection
{
    /// <summary>The instance to use; null when none could be selected.</summary>
    public Instance? Instance { get; init; }

    /// <summary>The breaker's permission for this attempt.</summary>
    public BreakerPermit Permit { get; init; }

    /// <summary>Why nothing was selected.</summary>
    public SelectionFailure Failure { get; init; }

    /// <summary>Whether the pool disregards suspicion at the moment.</summary>
    public bool Panic { get; init; }

    /// <summary>When nothing was selected: after how many ms something may be available. 0 = unknown or not by waiting.</summary>
    public long RetryAfterMs { get; init; }

    /// <summary>
    /// When the attempt is a probe of a half-open breaker: the ms after which the probe counts as failed. An attempt limited to this time
    /// can still be retried elsewhere. 0 = not a probe.
    /// </summary>
    public long ProbeTimeoutMs { get; init; }

    /// <summary>Whether an instance was selected.</summary>
    [MemberNotNullWhen(true, nameof(Instance))]
    public bool Selected => Instance is not null;
}
