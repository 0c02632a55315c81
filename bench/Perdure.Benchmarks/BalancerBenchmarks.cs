using BenchmarkDotNet.Attributes;
using Perdure.Resilience.Balancing;
using Perdure.Resilience.Pools;

namespace Perdure.Benchmarks;

/// <summary>
/// One attempt through a whole pool: choose an instance, take its breaker's permit, report success. All that a request costs in
/// policies when nothing is wrong, for each way of balancing.
/// </summary>
[MemoryDiagnoser]
public class BalancerBenchmarks
{
    private const int InFlight = 8;
    private readonly Selection[] _held = new Selection[InFlight];
    private ServicePool _pool = null!;
    private long _calls;
    private ulong _random = 1;

    /// <summary>The way of balancing.</summary>
    [Params(BalancingKind.TwoChoices, BalancingKind.LeastRequests, BalancingKind.RoundRobin, BalancingKind.Random, BalancingKind.IpHash, BalancingKind.ConsistentHash)]
    public BalancingKind Kind { get; set; }

    /// <summary>Instances in the pool.</summary>
    [Params(3, 10, 100)]
    public int Instances { get; set; }

    /// <summary>A pool with breaker and outlier detection at their defaults and some requests in flight.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var options = new ServicePoolOptions { Balancing = new BalancingOptions { Kind = Kind } };
        var instances = Enumerable.Range(0, Instances).Select(i => new InstanceOptions { Id = $"i{i}", Key = $"http://127.0.0.1:{5000 + i}" }).ToList();
        _pool = new ServicePool("service", options, instances, null, 0);
        for (var i = 0; i < InFlight; i++) _held[i] = Select(0);
    }

    /// <summary>Select and complete, with eight others in flight.</summary>
    [Benchmark]
    public bool SelectAndComplete()
    {
        var nowMs = _calls >> 3;
        ref var slot = ref _held[_calls++ % InFlight];
        _pool.Complete(slot, AttemptResult.Success, 5_000, nowMs);
        slot = Select(nowMs);
        return slot.Selected;
    }

    private Selection Select(long nowMs)
    {
        _random = _random * 6364136223846793005 + 1442695040888963407;
        var mixed = _random ^ (_random >> 29);
        return _pool.Select(new SelectionQuery { NowMs = nowMs, Random = mixed, Key = mixed, HasKey = true });
    }
}
