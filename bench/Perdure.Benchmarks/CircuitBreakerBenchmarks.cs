using BenchmarkDotNet.Attributes;
using Perdure.Resilience.CircuitBreaking;
using Polly;
using Polly.CircuitBreaker;

namespace Perdure.Benchmarks;

/// <summary>A closed breaker lets one call through and hears that it went well. Polly's is asked in its cheapest form: no delegate captured, no exception.</summary>
[MemoryDiagnoser]
public class CircuitBreakerBenchmarks
{
    private readonly CircuitBreaker _breaker = new(new CircuitBreakerOptions(), 0);

    private readonly ResiliencePipeline<int> _polly = new ResiliencePipelineBuilder<int>()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result >= 500),
        })
        .Build();

    private ResilienceContext _context = null!;
    private long _nowMs;

    /// <summary>Polly's context is reused, as its documentation advises for hot paths.</summary>
    [GlobalSetup]
    public void Setup() => _context = ResilienceContextPool.Shared.Get();

    /// <summary>Perdure: permit and completion.</summary>
    [Benchmark(Baseline = true)]
    public bool Perdure()
    {
        // Eight calls a millisecond: a busy instance.
        var nowMs = _nowMs++ >> 3;
        var permitted = _breaker.TryAcquire(nowMs, out var permit);
        _breaker.Report(permit, BreakerOutcome.Good, 5, nowMs);
        return permitted;
    }

    /// <summary>Polly.Core: the same through its pipeline.</summary>
    [Benchmark]
    public int Polly()
    {
        var outcome = _polly.ExecuteOutcomeAsync(static (_, _) => Outcome.FromResultAsValueTask(200), _context, 0);
        return outcome.Result.Result;
    }
}
