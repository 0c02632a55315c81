using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>What must hold in every run, whatever happens. Each check throws with what was found.</summary>
internal sealed class Invariants(ServicePoolOptions options, RetryBudgetOptions budget)
{
    private readonly Queue<long> _requests = new();
    private readonly Queue<long> _retries = new();
    private readonly Dictionary<Instance, long> _fullSinceMs = [];

    /// <summary>A pool is never emptied by suspicion: who may be used and has a closed breaker is used.</summary>
    internal static void OnNothingSelected(ServicePool pool, in Selection selection)
    {
        if (selection.Failure != SelectionFailure.AllUnavailable) return;
        foreach (var instance in pool.Instances)
            Must(!MayServe(instance), $"nothing was selected although {instance.Id} could serve");
    }

    /// <summary>Nobody withheld is used; standby only when no active one can serve; nobody twice for one request.</summary>
    internal static void OnSelected(ServicePool pool, in Selection selection, SimulatedRequest request)
    {
        var chosen = selection.Instance!;
        Must(!chosen.Standing.Withheld, $"{chosen.Id} is drained or ejected by an operator and was selected");
        Must(chosen.Breaker.State is not (BreakerState.Open or BreakerState.ForcedOpen), $"the breaker of {chosen.Id} is open and it was selected");
        Must(!request.Tried.Contains(chosen), $"{chosen.Id} was selected twice for one request");
        Must(request.Idempotent || !request.MayHaveBeenExecuted, "a request that is not idempotent and may have been executed was sent again");
        if (!chosen.Options.Standby) return;
        foreach (var instance in pool.Instances)
            Must(instance.Options.Standby || !MayServe(instance), $"standby {chosen.Id} was selected although {instance.Id} could serve");
    }

    /// <summary>The cap of ejections holds, the candidate counted in, and somebody is left.</summary>
    internal void OnEvent(ServicePool pool, PoolEvent happened)
    {
        if (happened.Kind != PoolEventKind.Ejected || happened.Why == "by an operator") return;
        var standby = pool.Find(happened.Instance)!.Options.Standby;
        var group = pool.Instances.Where(i => i.Options.Standby == standby && !i.Standing.Drained).ToList();
        var ejected = group.Count(i => i.Standing.Ejected || i.Standing.EjectedByOperator);
        Must(ejected <= options.OutlierDetection!.MaxEjected * group.Count, $"{ejected} of {group.Count} are ejected");
        Must(group.Any(i => !i.Standing.Suspect && MayServe(i)), "the last usable instance was ejected");
    }

    /// <summary>Half-open never stays full for longer than a probe may take.</summary>
    internal void OnSweep(ServicePool pool, long nowMs)
    {
        foreach (var instance in pool.Instances)
        {
            var breaker = instance.Breaker;
            Must(instance.InFlight >= 0, $"{instance.Id} has {instance.InFlight} in flight");
            if (breaker.State != BreakerState.HalfOpen || breaker.HasProbe) _fullSinceMs.Remove(instance);
            else if (_fullSinceMs.TryAdd(instance, nowMs)) continue;
            else Must(nowMs - _fullSinceMs[instance] <= options.CircuitBreaker!.ProbeTimeoutMs + 100, $"{instance.Id} is stuck half-open");
        }
    }

    internal void OnRequest(long nowMs) => _requests.Enqueue(nowMs);

    /// <summary>Over every window that ends with a retry, retries stay within the budget.</summary>
    internal void OnRetry(long nowMs)
    {
        _retries.Enqueue(nowMs);
        while (_requests.TryPeek(out var at) && at <= nowMs - budget.WindowMs) _requests.Dequeue();
        while (_retries.TryPeek(out var at) && at <= nowMs - budget.WindowMs) _retries.Dequeue();
        var allowed = (budget.Ratio * _requests.Count) + (budget.MinimumPerSecond * budget.WindowMs / 1000.0);
        Must(_retries.Count <= allowed, $"{_retries.Count} retries for {_requests.Count} requests");
    }

    /// <summary>Everything has been given back, and a pool that has been well for a while is whole again.</summary>
    internal static void AtTheEnd(ServicePool pool, long nowMs)
    {
        foreach (var instance in pool.Instances)
        {
            Must(instance.InFlight == 0, $"{instance.Id} has {instance.InFlight} in flight at the end");
            Must(instance.Breaker.ProbesOut == 0, $"a probe of {instance.Id} has not been given back");
            var snapshot = instance.Snapshot(nowMs);
            if (instance.Options.Standby) continue;
            Must(
                snapshot.State == InstanceState.Available && snapshot.EffectiveWeight == snapshot.Weight,
                $"{instance.Id} is {snapshot.State} ({snapshot.Why}) with weight {snapshot.EffectiveWeight} of {snapshot.Weight} although all is well");
        }
    }

    private static bool MayServe(Instance instance) =>
        !instance.Standing.Withheld && instance.Breaker.State is BreakerState.Closed or BreakerState.ForcedClosed && !instance.Standing.Withheld;

    private static void Must(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
