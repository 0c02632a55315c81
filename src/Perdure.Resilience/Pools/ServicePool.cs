using System.Collections.Immutable;
using Perdure.Resilience.Balancing;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Pools;

/// <summary>
/// The instances of one service and the choice among them. Thread-safe. <see cref="Select"/> and <see cref="Complete"/> need no lock and allocate
/// nothing while all is well; whatever changes an instance's standing is done under one lock and published as a new view.
/// </summary>
public sealed partial class ServicePool
{
    private const long UnprobedMs = 2_000;

    private readonly Balancer _balancer;
    private readonly PoolViewBuilder _builder;
    private PoolView _view;
    private double _typicalUs = 1_000;

    /// <summary>Makes a pool, adopting the live state of instances that <paramref name="previous"/> already had.</summary>
    /// <param name="name">The name of the service.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="instances">The instances, ids unique.</param>
    /// <param name="previous">
    /// The pool that this one replaces. Instances with the same id and key are taken over as they are, with what is in flight; new ones start in
    /// slow start. The previous pool must then be selected from no more; attempts that it selected may be completed on either.
    /// </param>
    /// <param name="nowMs">The time on a monotonic clock, in ms from any origin; the same clock in all calls.</param>
    /// <param name="observer">Is told of what happens, outside of any lock, by the thread that noticed. It must not throw.</param>
    /// <exception cref="ArgumentException">Two instances have the same id, or a weight is not above 0.</exception>
    public ServicePool(
        string name, ServicePoolOptions options, IReadOnlyList<InstanceOptions> instances, ServicePool? previous, long nowMs,
        Action<PoolEvent>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(instances);
        foreach (var instance in instances)
        {
            if (!(instance.Weight > 0)) throw new ArgumentException($"The weight of instance {instance.Id} must be above 0.", nameof(instances));
            if (instances.Count(i => i.Id == instance.Id) > 1) throw new ArgumentException($"Two instances have the id {instance.Id}.", nameof(instances));
        }
        Name = name;
        Options = options;
        _observer = observer;
        Gate = previous?.Gate ?? new Lock();
        _seenMs = nowMs;
        _balancer = Balancer.For(options.Balancing);
        lock (Gate)
        {
            Instances = [.. instances.Select(o => Adopt(previous, o, nowMs))];
            if (previous is not null)
            {
                previous._replaced = true;
                foreach (var old in previous.Instances) old.Retired = !Instances.Contains(old);
            }
            _builder = new PoolViewBuilder(options, _balancer, Instances);
            _nextJudgementMs = nowMs + (options.OutlierDetection?.IntervalMs ?? 0);
            _typicalUs = previous?._typicalUs ?? _typicalUs;
            // A pool that was in panic before the reload has already said so.
            _view = previous?._view ?? _builder.Build(nowMs);
            Rebuild(nowMs);
            MeasureLatency(nowMs);
        }
        Publish();
    }

    /// <summary>The name of the service.</summary>
    public string Name { get; }

    /// <summary>What is configured about the pool.</summary>
    public ServicePoolOptions Options { get; }

    /// <summary>All instances in the order configured.</summary>
    public ImmutableArray<Instance> Instances { get; }

    /// <summary>Whether so few instances are above suspicion that suspicion is disregarded.</summary>
    public bool Panic => Volatile.Read(ref _view).Panic;

    /// <summary>
    /// Whether any instance gets regular traffic. If none does, a selection is a look whether one is well again, at the expense of the request's time.
    /// </summary>
    public bool IsUp => Volatile.Read(ref _view) is var view && (view.AnyActive || AnyCandidates(view.Standby));

    /// <summary>The lock of all that is not the fast path; shared with the breakers, and over reloads.</summary>
    internal Lock Gate { get; }

    /// <summary>The instance with this id, or null.</summary>
    public Instance? Find(string id)
    {
        foreach (var instance in Instances)
            if (instance.Id == id)
                return instance;
        return null;
    }

    /// <summary>
    /// Chooses an instance for one attempt. In this order: a probe where one is due; active instances by zone and policy; whatever else may still serve (probes
    /// for any request, instances that asked to be left alone, standby). A successful selection must be completed exactly once.
    /// </summary>
    public Selection Select(in SelectionQuery query)
    {
        var view = Volatile.Read(ref _view);
        if (view.Probing.Length > 0 && IsFirstAttempt(query) && TryProbe(view, view.Probing, query, lastResort: false, out var selection)) return selection;
        if (TryRegular(view, view.Active, query, deferredToo: false, out selection)) return selection;
        return SelectRest(query);
    }

    /// <summary>Reports how a selected attempt ended: exactly once for each successful selection.</summary>
    /// <param name="selection">What <see cref="Select"/> returned.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="durationUs">The time from sending to the head of the response (or to the failure), in µs; not the time of a stream's body.</param>
    /// <param name="nowMs">The time.</param>
    public void Complete(in Selection selection, AttemptResult result, long durationUs, long nowMs)
    {
        if (selection.Instance is not { } instance) return;
        var last = instance.Leave();
        if (last && result is (AttemptResult.Abandoned or AttemptResult.TimedOut or AttemptResult.Outrun)) instance.Pause(nowMs);
        // The pool that holds the instance now: this one may have been replaced since the selection.
        var owner = instance.Owner;
        if (result is AttemptResult.Abandoned or AttemptResult.Outrun)
        {
            if (result == AttemptResult.Outrun) instance.Outrun(durationUs, nowMs, Volatile.Read(ref _typicalUs), owner.LatencyUs(0.5));
            instance.Breaker.Report(selection.Permit, BreakerOutcome.Abandoned, 0, nowMs);
            owner.Publish();
            return;
        }
        // What was sent before the breaker last changed (which the end of an ejection does too) is old news about another time.
        var current = instance.Breaker.IsCurrent(selection.Permit);
        var failures = instance.Record(result, durationUs, nowMs, Options.Balancing.DecayMs, Volatile.Read(ref _typicalUs));
        var outcome = result == AttemptResult.Success ? BreakerOutcome.Good : BreakerOutcome.Failed;
        instance.Breaker.Report(selection.Permit, outcome, durationUs / 1000, nowMs);
        if (failures > 0 && current) owner.OnFailure(instance, failures, nowMs);
        owner.Publish();
    }

    /// <summary>
    /// Tells that the instance has begun a good answer to an attempt that may stay open for long (a download, a stream, an upgrade): it is not silent,
    /// and a probe has proven what it should before its deadline. Optional; the attempt must still be completed.
    /// </summary>
    /// <param name="selection">What <see cref="Select"/> returned.</param>
    /// <param name="durationUs">The time from sending to the head of the response, in µs.</param>
    /// <param name="nowMs">The time.</param>
    public void Answered(in Selection selection, long durationUs, long nowMs)
    {
        if (selection.Instance is not { } instance) return;
        instance.Answered();
        if (!selection.Permit.IsProbe) return;
        instance.Breaker.Report(selection.Permit, BreakerOutcome.Good, durationUs / 1000, nowMs);
        Publish();
    }

    private static bool IsFirstAttempt(in SelectionQuery query)
    {
        foreach (var tried in query.Tried)
            if (tried is not null)
                return false;
        return true;
    }

    private bool TryRegular(PoolView view, LevelView[] levels, in SelectionQuery query, bool deferredToo, out Selection selection)
    {
        var passing = new Passing(deferredToo, Volatile.Read(ref _typicalUs), !deferredToo && Volatile.Read(ref _heedSilence));
        var drawn = levels.Length == 1 ? 0 : DrawLevel(levels, query);
        if (TryLevel(view, levels, drawn, query, passing, out selection)) return true;
        for (var i = 0; i < levels.Length; i++)
            if (i != drawn && TryLevel(view, levels, i, query, passing, out selection))
                return true;
        return false;
    }

    private static int DrawLevel(LevelView[] levels, in SelectionQuery query)
    {
        // A key stays in its level as it stays on its instance.
        var unit = Jitter.Unit(Jitter.Mix(query.HasKey ? query.Key : ~query.Random));
        for (var i = 0; i < levels.Length; i++)
            if (unit < levels[i].ShareUpTo)
                return i;
        return 0;
    }

    private bool TryLevel(PoolView view, LevelView[] levels, int index, in SelectionQuery query, in Passing passing, out Selection selection)
    {
        selection = default;
        if (index >= levels.Length || levels[index].Candidates.Length == 0) return false;
        var level = levels[index];
        var chosen = _balancer.Choose(level, query, passing);
        if (chosen < 0) return false;
        if (TryTake(view, level.Candidates[chosen], query, out selection)) return true;
        // Its breaker has opened since the view was built: any other will do until the next view.
        for (var i = 1; i < level.Candidates.Length; i++)
        {
            var other = level.Candidates[(chosen + i) % level.Candidates.Length];
            if (passing.Allows(other, query) && TryTake(view, other, query, out selection)) return true;
        }
        return false;
    }

    private static bool TryProbe(PoolView view, Instance[] probing, in SelectionQuery query, bool lastResort, out Selection selection)
    {
        selection = default;
        if (probing.Length == 0) return false;
        var start = (int)(query.Random % (ulong)probing.Length);
        var passing = new Passing(DeferredToo: true, 0);
        for (var i = 0; i < probing.Length; i++)
        {
            var instance = probing[(start + i) % probing.Length];
            if (query.AvoidProbes && !lastResort && !IsLeftUnprobed(instance, query.NowMs)) continue;
            if (instance.Breaker.HasProbe && passing.Allows(instance, query) && TryTake(view, instance, query, out selection)) return true;
        }
        return false;
    }

    // A service may have no other requests than bad probes, and its instances must come back too: one such request at a time.
    private static bool IsLeftUnprobed(Instance instance, long nowMs) =>
        nowMs - instance.Breaker.SinceMs >= UnprobedMs && instance.Breaker.ProbesOut == 0;

    private static bool TryTake(PoolView view, Instance instance, in SelectionQuery query, out Selection selection)
    {
        if (!instance.Breaker.TryAcquire(query.NowMs, out var permit))
        {
            selection = default;
            return false;
        }
        instance.Enter(query.NowMs);
        selection = new Selection
        {
            Instance = instance,
            Permit = permit,
            Panic = view.Panic,
            ProbeTimeoutMs = permit.IsProbe ? instance.Breaker.ProbeLimitMs : 0,
        };
        return true;
    }
}
