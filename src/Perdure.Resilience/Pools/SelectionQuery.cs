namespace Perdure.Resilience.Pools;

/// <summary>What a selection depends on besides the state of the pool.</summary>
public readonly ref struct SelectionQuery
{
    /// <summary>The time on the clock of the pool, in ms.</summary>
    public long NowMs { get; init; }

    /// <summary>64 fresh random bits.</summary>
    public ulong Random { get; init; }

    /// <summary>The hash of what keeps a client on one instance (its address, a header …); used by the hash policies.</summary>
    public ulong Key { get; init; }

    /// <summary>Whether <see cref="Key"/> is given. Without it the hash policies choose at random.</summary>
    public bool HasKey { get; init; }

    /// <summary>The instances already tried for this request; they are not selected again. Null entries are skipped.</summary>
    public ReadOnlySpan<Instance?> Tried { get; init; }

    /// <summary>
    /// True for a request that is a bad probe, because a failure of it could not be repaired by a retry (not idempotent). It goes to a
    /// half-open instance only when nothing else is left, or when no better probe has come for 2 s. <value>Default false.</value>
    /// </summary>
    public bool AvoidProbes { get; init; }

    /// <summary>
    /// As much is in flight to the service as may be, so that any instance with a free worker must be found: two-choices then looks at all of them.
    /// <value>Default false.</value>
    /// </summary>
    public bool Saturated { get; init; }

    /// <summary>The zone that is not chosen from; set by <see cref="ServicePool.SelectAnother"/> only.</summary>
    internal string? AvoidZone { get; init; }
}
