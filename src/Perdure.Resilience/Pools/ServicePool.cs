using System.Collections.Immutable;
using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

/// <summary>The instances of one service and the choice among them. Thread-safe.</summary>
public sealed class ServicePool
{
    private readonly Action<PoolEvent>? _observer;

    /// <summary>Makes a pool, adopting the live state of instances that <paramref name="previous"/> already had.</summary>
    public ServicePool(
        string name, ServicePoolOptions options, IReadOnlyList<InstanceOptions> instances, ServicePool? previous, long nowMs, Action<PoolEvent>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(instances);
        _ = nowMs;
        Name = name;
        Options = options;
        _observer = observer;
        Instances = [.. instances.Select(o => Adopt(previous, o))];
    }

    /// <summary>The name of the service.</summary>
    public string Name { get; }

    /// <summary>What is configured about the pool.</summary>
    public ServicePoolOptions Options { get; }

    /// <summary>All instances in the order configured.</summary>
    public ImmutableArray<Instance> Instances { get; }

    /// <summary>Chooses an instance for one attempt.</summary>
    public Selection Select(in SelectionQuery query)
    {
        Instance? best = null;
        foreach (var instance in Instances)
            if (!query.Tried.Contains(instance) && (best is null || instance.InFlight < best.InFlight))
                best = instance;
        if (best is null) return new Selection { Failure = Instances.IsEmpty ? SelectionFailure.NoInstances : SelectionFailure.AllTried };
        best.Enter();
        return new Selection { Instance = best };
    }

    /// <summary>Reports how a selected attempt ended: exactly once for each successful selection.</summary>
    public void Complete(in Selection selection, AttemptResult result, long durationUs, long nowMs) => selection.Instance?.Leave();

    /// <summary>Tells that the instance has begun to answer an attempt that will stay open for long (a stream, an upgrade). Optional.</summary>
    public void Answered(in Selection selection) => _ = selection;

    /// <summary>Does what is due by time; to be called about every 100 ms.</summary>
    public void Sweep(long nowMs) => _ = nowMs;

    /// <summary>Reports one active health check.</summary>
    public void ReportCheck(Instance instance, bool passed, long nowMs) => _ = instance;

    /// <summary>Keeps requests from an instance that asked for it (<c>Retry-After</c>), unless nothing else is left.</summary>
    public void Defer(Instance instance, long untilMs) => _ = instance;

    /// <summary>Gives the instance nothing new.</summary>
    public void Drain(Instance instance, long nowMs) => _observer?.Invoke(new(PoolEventKind.Drained, Name, instance.Id, nowMs, "by an operator"));

    /// <summary>Ends a drain.</summary>
    public void Undrain(Instance instance, long nowMs) => _observer?.Invoke(new(PoolEventKind.Undrained, Name, instance.Id, nowMs, "by an operator"));

    /// <summary>Ejects the instance until <see cref="Restore"/>.</summary>
    public void Eject(Instance instance, long nowMs) => _observer?.Invoke(new(PoolEventKind.Ejected, Name, instance.Id, nowMs, "by an operator"));

    /// <summary>Ends an ejection.</summary>
    public void Restore(Instance instance, long nowMs) => _observer?.Invoke(new(PoolEventKind.Readmitted, Name, instance.Id, nowMs, "by an operator"));

    /// <summary>Holds the breaker of an instance open or closed, or lets it act by itself again.</summary>
    public void ForceBreaker(Instance instance, BreakerMode mode, long nowMs) => _ = instance;

    /// <summary>The instance with this id, or null.</summary>
    public Instance? Find(string id) => Instances.FirstOrDefault(i => i.Id == id);

    private static Instance Adopt(ServicePool? previous, InstanceOptions options)
    {
        var known = previous?.Find(options.Id);
        if (known is null || known.Options.Key != options.Key) return new Instance(options);
        known.Options = options;
        return known;
    }
}
