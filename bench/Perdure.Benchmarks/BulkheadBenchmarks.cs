using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Benchmarks;

/// <summary>What a place in a bulkhead costs a request, and what it costs to be turned away.</summary>
[MemoryDiagnoser]
public class BulkheadBenchmarks
{
    private readonly Bulkhead _fixed = new(new BulkheadOptions { MaxConcurrent = 1_000 }, 0);
    private readonly Bulkhead _adaptive = new(new BulkheadOptions { Adaptive = true }, 0);
    private readonly Bulkhead _full = new(new BulkheadOptions { MaxConcurrent = 1, MaxQueued = 0 }, 0);
    private readonly ConcurrencyLimiter _framework = new(new ConcurrencyLimiterOptions { PermitLimit = 1_000 });
    private readonly ConcurrencyLimiter _frameworkFull = new(new ConcurrencyLimiterOptions { PermitLimit = 1 });
    private readonly Waiter _waiter = new();

    private long _nowUs;

    /// <summary>Somebody has the one place and keeps it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _full.TryEnter();
        _frameworkFull.AttemptAcquire();
    }

    /// <summary>In and out with a fixed limit.</summary>
    [Benchmark(Baseline = true)]
    public bool Fixed()
    {
        var entered = _fixed.TryEnter();
        _fixed.Leave(++_nowUs);
        return entered;
    }

    /// <summary>In and out with an adaptive limit, which is told the latency.</summary>
    [Benchmark]
    public bool Adaptive()
    {
        var entered = _adaptive.TryEnter();
        _adaptive.Record(1_000, inTime: true, ++_nowUs);
        _adaptive.Leave(_nowUs);
        return entered;
    }

    /// <summary>Turned away.</summary>
    [Benchmark]
    public BulkheadEntry Shed() => _full.TryEnter() ? BulkheadEntry.Entered : _full.Enter(_waiter, 100, long.MaxValue, ++_nowUs, out _);

    /// <summary>The framework's limiter, in and out. It is what Polly's limiter is made of.</summary>
    [Benchmark]
    public bool Framework()
    {
        using var lease = _framework.AttemptAcquire();
        return lease.IsAcquired;
    }

    /// <summary>The framework's limiter, turned away.</summary>
    [Benchmark]
    public bool FrameworkShed()
    {
        using var lease = _frameworkFull.AttemptAcquire();
        return lease.IsAcquired;
    }

    private sealed class Waiter : BulkheadWaiter
    {
        protected override void OnDecided(ShedReason reason)
        {
        }
    }
}
