namespace Perdure.Coordination.Shared;

/// <summary>What operators have said of one instance. Immutable.</summary>
public sealed record InstanceOverride
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The id of the instance.</summary>
    public required string Instance { get; init; }

    /// <summary>Gets no new requests. Default: false.</summary>
    public bool Drained { get; init; }

    /// <summary>Held out of the pool. Default: false.</summary>
    public bool Ejected { get; init; }

    /// <summary>Default: <see cref="BreakerHold.None"/>.</summary>
    public BreakerHold Breaker { get; init; }

    /// <summary>Who changed it last.</summary>
    public string By { get; init; } = "";

    /// <summary>When, on the wall clock of the node that was told.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether it is in the store, or on this node only until the store returns.</summary>
    public ChangeReach Reach { get; init; }

    /// <summary>Whether it says nothing: the same as no override.</summary>
    public bool IsEmpty => !Drained && !Ejected && Breaker == BreakerHold.None;
}
