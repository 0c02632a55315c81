using System.Collections.Concurrent;
using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

// What changes the standing of an instance from outside: operators, active checks, its breaker, a reload.
public sealed partial class ServicePool
{
    private const long DeferralMaxMs = 5_000;
    /// <summary>The reason of an ejection that <see cref="Eject"/> made.</summary>
    public const string ByOperator = "by an operator";

    private readonly Action<PoolEvent>? _observer;
    private readonly ConcurrentQueue<PoolEvent> _events = new();
    private long _seenMs;

    /// <summary>
    /// Reports one active health check. Counts in a row are kept here (<see cref="ServicePoolOptions.HealthyAfter"/>,
    /// <see cref="ServicePoolOptions.UnhealthyAfter"/>). A check that passes lets an open breaker send probes early; it never closes it by itself, and it
    /// ends no ejection.
    /// </summary>
    public void ReportCheck(Instance instance, bool passed, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (Gate)
        {
            var standing = instance.Standing;
            standing.CheckPassing = passed;
            standing.CheckRun = passed == standing.Unhealthy ? standing.CheckRun + 1 : 0;
            var needed = passed ? Options.HealthyAfter : Options.UnhealthyAfter;
            if (standing.CheckRun >= needed)
            {
                standing.CheckRun = 0;
                standing.Unhealthy = !passed;
                if (passed)
                {
                    instance.ForgetSilence();
                    standing.Warm(nowMs, "healthy again");
                }
                instance.Owner.Tell(
                    passed ? PoolEventKind.Healthy : PoolEventKind.Unhealthy, instance, nowMs,
                    $"{needed} active checks in a row {(passed ? "passed" : "failed")}");
                instance.Owner.Rebuild(nowMs);
            }
            if (passed) instance.Breaker.AllowProbes(nowMs);
        }
        instance.Owner.Publish();
    }

    /// <summary>
    /// Keeps requests from an instance that asked for it (<c>Retry-After</c>), unless nothing else is left; at most 5 s from now.
    /// </summary>
    public void Defer(Instance instance, long untilMs) => Defer(instance, untilMs, Volatile.Read(ref _seenMs));

    /// <inheritdoc cref="Defer(Instance, long)"/>
    public void Defer(Instance instance, long untilMs, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(instance);
        instance.Standing.DeferredUntilMs = Math.Min(untilMs, nowMs + DeferralMaxMs);
    }

    /// <summary>Gives the instance nothing new; what is in flight goes on. Survives reloads, until <see cref="Undrain"/>.</summary>
    public void Drain(Instance instance, long nowMs) => Change(instance, nowMs, PoolEventKind.Drained, s => !s.Drained, s => s.Drained = true);

    /// <summary>Ends a drain; the instance is ramped up.</summary>
    public void Undrain(Instance instance, long nowMs) => Change(instance, nowMs, PoolEventKind.Undrained, s => s.Drained, s =>
    {
        s.Drained = false;
        instance.ForgetSilence();
        s.Warm(nowMs, "undrained");
    });

    /// <summary>Ejects the instance until <see cref="Restore"/>, whatever that leaves. Survives reloads.</summary>
    public void Eject(Instance instance, long nowMs) => Change(instance, nowMs, PoolEventKind.Ejected, s => !s.EjectedByOperator, s =>
    {
        s.EjectedByOperator = true;
        s.EjectedWhy = ByOperator;
        s.Ejections++;
    });

    /// <summary>Ends an ejection, whoever made it, and forgets earlier ones; the instance is ramped up without probes.</summary>
    public void Restore(Instance instance, long nowMs) => Change(
        instance, nowMs, PoolEventKind.Readmitted, s => s.Ejected || s.EjectedByOperator, s =>
        {
            s.Ejected = s.EjectedForSilence = s.EjectedByOperator = false;
            s.EjectionCount = 0;
            s.Warm(nowMs, "restored by an operator");
            instance.ForgetFailureRun();
            instance.ForgetSilence();
            instance.Breaker.Close(nowMs, "restored by an operator");
        });

    /// <summary>Holds the breaker of an instance open or closed, or lets it act by itself again.</summary>
    public void ForceBreaker(Instance instance, BreakerMode mode, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(instance);
        instance.Breaker.Force(mode, nowMs);
        instance.Owner.Publish();
    }

    /// <summary>
    /// Takes a hint that others have found the instance bad: until <paramref name="untilMs"/> less evidence of its own suffices to eject it. A
    /// hint alone ejects nobody and takes no traffic away. A later hint can prolong an earlier one, not shorten it. Survives reloads.
    /// </summary>
    public void Hint(Instance instance, long untilMs)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (Gate) instance.Standing.HintedUntilMs = Math.Max(instance.Standing.HintedUntilMs, untilMs);
    }

    /// <summary>Called by a breaker when its state has changed, under the lock.</summary>
    internal void OnBreaker(Instance instance, BreakerTransition transition)
    {
        if (instance.Retired) return;
        var (standing, nowMs) = (instance.Standing, transition.AtMs);
        switch (transition.To)
        {
            case BreakerState.Open or BreakerState.ForcedOpen:
                instance.Transitions = instance.Transitions with { Opened = instance.Transitions.Opened + 1 };
                Tell(PoolEventKind.BreakerOpened, instance, nowMs, transition.Why);
                break;
            case BreakerState.HalfOpen:
                instance.Transitions = instance.Transitions with { HalfOpened = instance.Transitions.HalfOpened + 1 };
                Tell(PoolEventKind.BreakerHalfOpen, instance, nowMs, transition.Why);
                break;
            default:
                instance.Transitions = instance.Transitions with { Closed = instance.Transitions.Closed + 1 };
                instance.ForgetFailureRun();
                if (transition.From is not (BreakerState.Closed or BreakerState.ForcedClosed))
                {
                    // The failures before and the cold first answers of its probes are no measure of what comes; the ramp covers the rest.
                    instance.Cost.Forget();
                    standing.Warm(nowMs, "its breaker has closed");
                }
                Tell(PoolEventKind.BreakerClosed, instance, nowMs, transition.Why);
                // It was probed in panic although it was ejected, and traffic itself has found it good.
                if (standing.Ejected && transition.From == BreakerState.HalfOpen) EndEjection(instance, "its probes were answered well", nowMs);
                break;
        }
        Rebuild(nowMs);
    }

    private Instance Adopt(ServicePool? previous, InstanceOptions options, long nowMs)
    {
        if (previous?.Find(options.Id) is not { } known || known.Options.Key != options.Key)
        {
            var fresh = new Instance(options, this, Options.CircuitBreaker, nowMs);
            fresh.Standing.JudgedFromMs = fresh.Standing.CleanSinceMs = nowMs;
            fresh.StateSinceMs = nowMs;
            if (previous is { Instances.IsEmpty: false }) fresh.Standing.Warm(nowMs, "added by a reload");
            return fresh;
        }
        known.Options = options;
        known.Owner = this;
        if (Options.OutlierDetection is null) known.Standing.Ejected = known.Standing.EjectedForSilence = false;
        known.Breaker.Configure(Options.CircuitBreaker);
        return known;
    }

    private void Change(Instance instance, long nowMs, PoolEventKind kind, Func<Standing, bool> applies, Action<Standing> change)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (Gate)
        {
            if (!applies(instance.Standing)) return;
            change(instance.Standing);
            instance.Owner.Tell(kind, instance, nowMs, ByOperator);
            instance.Owner.Rebuild(nowMs);
        }
        instance.Owner.Publish();
    }

    private void Rebuild(long nowMs)
    {
        // A breaker may speak while the pool is still being made.
        if (_builder is null) return;
        var wasPanic = _view.Panic;
        var view = _builder.Build(nowMs);
        foreach (var instance in Instances)
        {
            var (state, why) = StateOf(instance);
            if (state != instance.State) instance.StateSinceMs = nowMs;
            instance.State = state;
            instance.StateWhy = why;
            instance.EffectiveWeight = PoolViewBuilder.IsUsable(instance, view.Panic) ? _builder.Weight(instance, nowMs) : 0;
        }
        Volatile.Write(ref _view, view);
        if (view.Panic == wasPanic) return;
        if (view.Panic) Tell(PoolEventKind.PanicEntered, null, nowMs, "too few active instances are above suspicion: checks and ejections are disregarded");
        else Tell(PoolEventKind.PanicLeft, null, nowMs, "enough active instances are above suspicion again");
    }

    private static (InstanceState State, string Why) StateOf(Instance instance)
    {
        var standing = instance.Standing;
        if (standing.Drained) return (InstanceState.Drained, ByOperator);
        if (standing.EjectedByOperator || standing.Ejected) return (InstanceState.Ejected, standing.EjectedWhy);
        if (standing.Unhealthy) return (InstanceState.Unhealthy, "its active check fails");
        return instance.Breaker.State switch
        {
            BreakerState.Open or BreakerState.ForcedOpen => (InstanceState.BreakerOpen, instance.Breaker.Why),
            BreakerState.HalfOpen => (InstanceState.HalfOpen, instance.Breaker.Why),
            _ when standing.WarmingSinceMs is not null => (InstanceState.Warming, standing.WarmingWhy),
            _ => (InstanceState.Available, ""),
        };
    }

    private void Tell(PoolEventKind kind, Instance? instance, long nowMs, string why)
    {
        if (_observer is not null) _events.Enqueue(new PoolEvent(kind, Name, instance?.Id ?? "", nowMs, why));
    }

    // Outside of the lock, so that an observer may look at the pool.
    private void Publish()
    {
        if (_observer is null || _events.IsEmpty) return;
        while (_events.TryDequeue(out var happened)) _observer(happened);
    }
}
