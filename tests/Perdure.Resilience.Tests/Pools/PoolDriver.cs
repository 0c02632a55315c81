using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Pools;

/// <summary>Drives a pool by hand: a clock that the test moves, random bits from a seed, all events kept.</summary>
internal sealed class PoolDriver
{
    private readonly Random _random;

    internal PoolDriver(ServicePoolOptions options, int seed, params InstanceOptions[] instances)
    {
        _random = new Random(seed);
        NowMs = 1_000_000;
        Pool = new ServicePool("shop", options, instances, null, NowMs, Events.Add);
    }

    internal PoolDriver(ServicePoolOptions options, params InstanceOptions[] instances)
        : this(options, 1, instances)
    {
    }

    internal ServicePool Pool { get; private set; }

    internal long NowMs { get; set; }

    internal List<PoolEvent> Events { get; } = [];

    internal Instance this[string id] => Pool.Find(id)!;

    internal static ServicePoolOptions Plain(BalancingKind kind) =>
        new() { Balancing = new BalancingOptions { Kind = kind }, OutlierDetection = null, CircuitBreaker = null };

    internal static InstanceOptions[] Named(params string[] ids) => [.. ids.Select(id => new InstanceOptions { Id = id })];

    internal Selection Select(ulong? key = null, bool avoidProbes = false, params Instance?[] tried) => Pool.Select(new SelectionQuery
    {
        NowMs = NowMs,
        Random = (ulong)_random.NextInt64(long.MinValue, long.MaxValue),
        Key = key ?? 0,
        HasKey = key is not null,
        Tried = tried,
        AvoidProbes = avoidProbes,
    });

    internal void Complete(in Selection selection, AttemptResult result = AttemptResult.Success, double ms = 2) =>
        Pool.Complete(selection, result, (long)(ms * 1000), NowMs);

    /// <summary>One attempt from selection to result; null when nothing was selected.</summary>
    internal Instance? Attempt(Func<Instance, AttemptResult>? result = null, double ms = 2, ulong? key = null)
    {
        var selection = Select(key);
        if (selection.Selected) Complete(selection, result?.Invoke(selection.Instance) ?? AttemptResult.Success, ms);
        return selection.Instance;
    }

    internal Dictionary<string, int> Count(int attempts, Func<Instance, AttemptResult>? result = null, double ms = 2)
    {
        var counts = Pool.Instances.ToDictionary(i => i.Id, _ => 0);
        for (var i = 0; i < attempts; i++)
            if (Attempt(result, ms) is { } instance)
                counts[instance.Id]++;
        return counts;
    }

    /// <summary>Lets time pass with a sweep every 100 ms and, when wanted, attempts spread over it.</summary>
    internal void Run(long ms, int perSecond = 0, Func<Instance, AttemptResult>? result = null, double latencyMs = 2)
    {
        var untilMs = NowMs + ms;
        var due = 0.0;
        while (NowMs < untilMs)
        {
            NowMs += 10;
            for (due += perSecond / 100.0; due >= 1; due--) Attempt(result, latencyMs);
            if (NowMs % 100 == 0) Pool.Sweep(NowMs);
        }
    }

    internal void Reload(ServicePoolOptions options, params InstanceOptions[] instances) =>
        Pool = new ServicePool("shop", options, instances, Pool, NowMs, Events.Add);

    internal InstanceSnapshot Snapshot(string id) => this[id].Snapshot(NowMs);
}
