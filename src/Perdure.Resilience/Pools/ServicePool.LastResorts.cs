using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

// What is left when no instance gets regular traffic.
public sealed partial class ServicePool
{
    // Each instance about once a second. Were it one of them a second, the one that returns might have its turn only after all others.
    private const long LifelineEachMs = 1_000;
    private const long LifelineMinMs = 100;

    private long _lifelineMs = long.MinValue / 2;

    private Selection SelectRest(in SelectionQuery query)
    {
        // Twice: what is due by time may be due now, although the last sweep has not seen it.
        for (var round = 0; round < 2; round++)
        {
            var view = Volatile.Read(ref _view);
            if (TryProbe(view, view.Probing, query, lastResort: true, out var selection)) return selection;
            if (TryRegular(view, view.Active, query, deferredToo: false, out selection)) return selection;
            if (TryRegular(view, view.Active, query, deferredToo: true, out selection)) return selection;
            if (!view.AnyActive && TryStandby(view, query, out selection)) return selection;
            if (round == 0 && !Revive(query, anyUsable: view.AnyActive || AnyCandidates(view.Standby))) break;
        }
        Publish();
        return Nothing(query);
    }

    private bool TryStandby(PoolView view, in SelectionQuery query, out Selection selection) =>
        TryRegular(view, view.Standby, query, deferredToo: false, out selection)
        || TryProbe(view, view.ProbingStandby, query, lastResort: true, out selection)
        || TryRegular(view, view.Standby, query, deferredToo: true, out selection);

    /// <summary>
    /// Does what is due. And when nothing at all can serve, lets one instance after the other be probed before its time, each about once
    /// a second: the requests would get a 503 anyway, and so a service is good again about a second after the return of an instance,
    /// however long its breaker would still be open.
    /// </summary>
    private bool Revive(in SelectionQuery query, bool anyUsable)
    {
        var nowMs = query.NowMs;
        if (!IsAnythingDue(nowMs) && (anyUsable || nowMs - Volatile.Read(ref _lifelineMs) < LifelineMs)) return false;
        lock (Gate)
        {
            var before = _view;
            Advance(nowMs);
            if (!ReferenceEquals(before, _view)) return true;
            if (anyUsable || nowMs - _lifelineMs < LifelineMs) return false;
            _lifelineMs = nowMs;
            return LongestOut() is { } instance && Reopen(instance, nowMs);
        }
    }

    private long LifelineMs => Math.Max(LifelineMinMs, LifelineEachMs / Math.Max(1, Instances.Length));

    private bool IsAnythingDue(long nowMs)
    {
        foreach (var instance in Instances)
        {
            if (instance.Breaker.State == BreakerState.Open && nowMs >= instance.Breaker.OpenUntilMs) return true;
            if (instance.Standing.Ejected && nowMs >= instance.Standing.EjectedUntilMs) return true;
        }
        return false;
    }

    private Instance? LongestOut()
    {
        Instance? longest = null;
        foreach (var instance in Instances)
        {
            if (instance.Standing.Withheld) continue;
            if (instance.Breaker.State != BreakerState.Open && !(instance.Standing.Ejected && instance.Breaker.State == BreakerState.Closed)) continue;
            if (longest is null || instance.Breaker.SinceMs < longest.Breaker.SinceMs) longest = instance;
        }
        return longest;
    }

    private bool Reopen(Instance instance, long nowMs)
    {
        if (!instance.Standing.Ejected) return instance.Breaker.AllowProbes(nowMs);
        Readmit(instance, "nothing else is left", nowMs);
        return instance.Breaker.State == BreakerState.HalfOpen || instance.Breaker.AllowProbes(nowMs);
    }

    private Selection Nothing(in SelectionQuery query)
    {
        var view = Volatile.Read(ref _view);
        return new Selection { Failure = WhyNothing(view), Panic = view.Panic, RetryAfterMs = RetryAfterMs(query.NowMs) };
    }

    private SelectionFailure WhyNothing(PoolView view)
    {
        if (Instances.IsEmpty) return SelectionFailure.NoInstances;
        if (view.AnyActive || AnyCandidates(view.Standby)) return SelectionFailure.AllTried;
        foreach (var instance in Instances)
            if (!instance.Standing.Drained)
                return SelectionFailure.AllUnavailable;
        return SelectionFailure.AllDrained;
    }

    private static bool AnyCandidates(Balancing.LevelView[] levels)
    {
        foreach (var level in levels)
            if (level.Candidates.Length > 0)
                return true;
        return false;
    }

    private long RetryAfterMs(long nowMs)
    {
        var soonest = long.MaxValue;
        foreach (var instance in Instances)
        {
            if (instance.Standing.Withheld) continue;
            var untilMs = instance.Breaker.State switch
            {
                BreakerState.Open => instance.Breaker.OpenUntilMs,
                BreakerState.HalfOpen => nowMs + instance.Breaker.ProbeLimitMs,
                BreakerState.ForcedOpen => long.MaxValue,
                _ => instance.Standing.Ejected ? instance.Standing.EjectedUntilMs : nowMs + 1,
            };
            soonest = Math.Min(soonest, untilMs);
        }
        return soonest == long.MaxValue ? 0 : Math.Max(1, soonest - nowMs);
    }
}
