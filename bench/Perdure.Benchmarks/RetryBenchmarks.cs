using BenchmarkDotNet.Attributes;
using Perdure.Resilience.Retrying;
using Polly;
using Polly.Retry;

namespace Perdure.Benchmarks;

/// <summary>What retrying costs a request that needs none, and what one retry costs.</summary>
[MemoryDiagnoser]
public class RetryBenchmarks
{
    private readonly RetryBudget _budget = new(new RetryBudgetOptions());

    private readonly ResiliencePipeline<int> _polly = new ResiliencePipelineBuilder<int>()
        .AddRetry(new RetryStrategyOptions<int>
        {
            MaxRetryAttempts = 2,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result >= 500),
        })
        .Build();

    private ResilienceContext _context = null!;
    private long _calls;

    /// <summary>Polly's context is reused, as its documentation advises for hot paths.</summary>
    [GlobalSetup]
    public void Setup() => _context = ResilienceContextPool.Shared.Get();

    /// <summary>Perdure: the budget counts a request.</summary>
    [Benchmark(Baseline = true)]
    public void PerdureCountRequest() => _budget.OnRequest(_calls++ >> 3);

    /// <summary>Perdure: the budget counts a request and is asked for a retry, each tenth time.</summary>
    [Benchmark]
    public bool PerdureTakeEachTenth()
    {
        var nowMs = _calls++ >> 3;
        _budget.OnRequest(nowMs);
        return _calls % 10 == 0 && _budget.TryTake(nowMs);
    }

    /// <summary>Polly.Core: a request through a retry strategy (it has no budget) that goes well at once.</summary>
    [Benchmark]
    public int PollyNoRetryNeeded() => _polly.ExecuteOutcomeAsync(static (_, _) => Outcome.FromResultAsValueTask(200), _context, 0).Result.Result;
}
