using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.SlowStart;
using Perdure.Resilience.Zones;

namespace Perdure.Resilience.Pools;

/// <summary>
/// Builds views. The levels and their rings depend on the configuration alone and are made once; who serves is looked up each time, under the
/// pool's lock.
/// </summary>
internal sealed class PoolViewBuilder
{
    private readonly ServicePoolOptions _options;
    private readonly Balancer _balancer;
    private readonly IReadOnlyList<Level> _active;
    private readonly IReadOnlyList<Level> _standby;

    internal PoolViewBuilder(ServicePoolOptions options, Balancer balancer, IEnumerable<Instance> instances)
    {
        _options = options;
        _balancer = balancer;
        _active = Levels(instances.Where(i => !i.Options.Standby));
        _standby = Levels(instances.Where(i => i.Options.Standby));
    }

    internal PoolView Build(long nowMs)
    {
        var panic = IsPanic(_active);
        var standbyPanic = IsPanic(_standby);
        var active = Views(_active, panic, nowMs);
        return new PoolView
        {
            Active = active,
            Standby = Views(_standby, standbyPanic, nowMs),
            Probing = Probing(_active, panic),
            ProbingStandby = Probing(_standby, standbyPanic),
            Panic = panic,
            AnyActive = active.Any(v => v.Candidates.Length > 0),
        };
    }

    /// <summary>Whether regular traffic may go to the instance.</summary>
    internal static bool IsUsable(Instance instance, bool panic) =>
        instance.Breaker.State is BreakerState.Closed or BreakerState.ForcedClosed && MayServe(instance, panic);

    /// <summary>The effective weight: the configured one times the slow-start ramp.</summary>
    internal double Weight(Instance instance, long nowMs) =>
        instance.Options.Weight * (instance.Standing.WarmingSinceMs is { } since ? Ramp.At(since, _options.SlowStartMs, nowMs) : 1);

    private static bool MayServe(Instance instance, bool panic) =>
        !instance.Standing.Withheld && (panic || !instance.Standing.Suspect);

    private static bool OnPurpose(Instance instance) =>
        instance.Standing.Withheld || instance.Breaker.State == BreakerState.ForcedOpen;

    // Source: Envoy's panic threshold. An open breaker counts as out as well: when most are out, for whatever reason, suspicion of the rest is a luxury.
    private bool IsPanic(IReadOnlyList<Level> levels)
    {
        var (total, usable) = (0, 0);
        foreach (var level in levels)
            foreach (var instance in level.Members)
            {
                if (OnPurpose(instance)) continue;
                total++;
                if (IsUsable(instance, panic: false)) usable++;
            }
        return usable < _options.PanicThreshold * total;
    }

    private static Instance[] Probing(IReadOnlyList<Level> levels, bool panic) =>
        [.. levels.SelectMany(l => l.Members).Where(i => i.Breaker.State == BreakerState.HalfOpen && MayServe(i, panic))];

    private LevelView[] Views(IReadOnlyList<Level> levels, bool panic, long nowMs)
    {
        var views = new LevelView[levels.Count];
        var health = new (int, int)[levels.Count];
        for (var i = 0; i < views.Length; i++)
        {
            var (members, ring) = levels[i];
            views[i] = new LevelView(members, ring, m => IsUsable(m, panic), m => Weight(m, nowMs), _balancer.UsesSchedule);
            health[i] = (views[i].Candidates.Length, members.Count(m => !OnPurpose(m)));
        }
        var shares = LevelShares.Cumulative(health);
        for (var i = 0; i < views.Length; i++) views[i].ShareUpTo = shares[i];
        return views;
    }

    private IReadOnlyList<Level> Levels(IEnumerable<Instance> instances) =>
        [.. ZoneLevels.Of(instances, _options.LocalZone, _options.LocalRegion).Select(m => new Level(m, _balancer.UsesRing ? new HashRing(m) : null))];

    private sealed record Level(Instance[] Members, HashRing? Ring);
}
