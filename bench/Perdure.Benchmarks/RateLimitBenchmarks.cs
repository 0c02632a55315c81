using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Perdure.Resilience.RateLimiting;

namespace Perdure.Benchmarks;

/// <summary>What a request within its rate limit costs, and one beyond it. Ten thousand keys, one after the other.</summary>
[MemoryDiagnoser]
public class RateLimitBenchmarks
{
    private const int Keys = 10_000;

    private readonly TokenBucket _route = new(new LimitRule(1_000_000, 1_000, 1_000_000));
    private readonly KeyedLimiter _keyed = new(new LimitRule(1_000_000, 1_000, 1_000_000), 1);
    private readonly KeyedLimiter _empty = new(new LimitRule(1, 86_400_000, 1), 1);
    private readonly ClusterLimiter _cluster = new(new LimitRule(1_000_000, 1_000, 1_000_000));
    private readonly PartitionedRateLimiter<int> _framework = PartitionedRateLimiter.Create<int, int>(static key => RateLimitPartition.GetTokenBucketLimiter(
        key, static _ => new TokenBucketRateLimiterOptions { TokenLimit = 1_000_000, TokensPerPeriod = 1_000_000, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }));

    private long _calls;

    /// <summary>The cluster limiter has two nodes that hear each other.</summary>
    [GlobalSetup]
    public void Setup() => _cluster.SetNodes(2, allHeard: true);

    /// <summary>One bucket for the route.</summary>
    [Benchmark(Baseline = true)]
    public bool Route() => _route.TryTake(0, ++_calls >> 3).Admitted;

    /// <summary>A bucket for each key.</summary>
    [Benchmark]
    public bool Keyed() => _keyed.TryTake((UInt128)(++_calls % Keys), _calls >> 3).Admitted;

    /// <summary>A bucket for each key, all of them empty.</summary>
    [Benchmark]
    public bool KeyedBeyond() => _empty.TryTake((UInt128)(++_calls % Keys), _calls >> 3).Admitted;

    /// <summary>A bucket for each key that all nodes keep together.</summary>
    [Benchmark]
    public bool Cluster() => _cluster.TryTake((UInt128)(++_calls % Keys), _calls >> 3).Admitted;

    /// <summary>The framework's partitioned token buckets.</summary>
    [Benchmark]
    public bool Framework()
    {
        using var lease = _framework.AttemptAcquire((int)(++_calls % Keys));
        return lease.IsAcquired;
    }
}
