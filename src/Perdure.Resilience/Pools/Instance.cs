using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

/// <summary>One instance of a service with its live state. Thread-safe. Lives on over reloads that keep its id and key.</summary>
public sealed class Instance
{
    private int _inFlight;

    internal Instance(InstanceOptions options) => Options = options;

    /// <summary>The name of the instance, unique in its pool.</summary>
    public string Id => Options.Id;

    /// <summary>What is configured about it; replaced by a reload.</summary>
    public InstanceOptions Options { get; internal set; }

    /// <summary>The caller's own object, from the options.</summary>
    public object? Endpoint => Options.Endpoint;

    /// <summary>Attempts selected and not yet completed.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Describes the instance for people and metrics. Allocates.</summary>
    public InstanceSnapshot Snapshot(long nowMs) => new()
    {
        Id = Id,
        Zone = Options.Zone,
        Standby = Options.Standby,
        SinceMs = nowMs,
        InFlight = InFlight,
        Weight = Options.Weight,
        EffectiveWeight = Options.Weight,
        Breaker = BreakerState.Closed,
    };

    internal void Enter() => Interlocked.Increment(ref _inFlight);

    internal void Leave() => Interlocked.Decrement(ref _inFlight);
}
