using Perdure.Gateway.Admission;
using Perdure.Gateway.Hedging;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Poison;
using Perdure.Model;
using Perdure.Resilience.Deadlines;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Planning;

/// <summary>A service as it runs: what was declared, and the live state that outlasts reloads. Thread-safe.</summary>
public sealed class ServiceRuntime
{
    internal ServiceRuntime(ServiceModel model, ServicePool pool, RetryBudget budget, ServiceCounters counters)
    {
        Model = model;
        Pool = pool;
        RetryBudget = budget;
        Counters = counters;
        RetryRules = RulesOf(model.Retry);
        BackoffMs = (long)model.Retry.Backoff.TotalMilliseconds;
        MaxBackoffMs = (long)model.Retry.MaxBackoff.TotalMilliseconds;
        AttemptMs = (long)model.Timeouts.Attempt.TotalMilliseconds;
        RequestMs = (long)model.Timeouts.Request.TotalMilliseconds;
        IdleMs = (long)model.Timeouts.Idle.TotalMilliseconds;
        HashKey = model.Balancing.Policy switch
        {
            BalancingPolicy.IpHash => HashKeyReader.ClientAddress,
            BalancingPolicy.ConsistentHash => HashKeyReader.Of(model.Balancing.Key),
            _ => null,
        };
    }

    /// <summary>The service's name.</summary>
    public string Name => Model.Name;

    /// <summary>What the system file says.</summary>
    public ServiceModel Model { get; }

    /// <summary>The instances and who is chosen among them.</summary>
    public ServicePool Pool { get; }

    /// <summary>How many retries the service may still be burdened with.</summary>
    public RetryBudget RetryBudget { get; }

    /// <summary>What became of its requests.</summary>
    public ServiceCounters Counters { get; }

    /// <summary>The times of its attempts; null when metrics are off.</summary>
    public ServiceMeter? Meter { get; internal init; }

    /// <summary>Second copies of slow requests; null when the service has none.</summary>
    internal ServiceHedging? Hedging { get; init; }

    /// <summary>How many second copies the budget still allows; null when the service has none.</summary>
    public double? HedgesLeft(long nowMs) => Hedging?.Policy.Left(nowMs);

    /// <summary>Its bulkhead; null when it has none.</summary>
    public BulkheadRuntime? Bulkhead { get; internal init; }

    /// <summary>How long its answers take at present: what deadlines are held against.</summary>
    public RecentMedian RecentMedian { get; internal init; } = new();

    /// <summary>Requests that break its instances.</summary>
    internal ServicePoison Poison { get; init; } = null!;

    internal RetryRules RetryRules { get; }

    internal long BackoffMs { get; }

    internal long MaxBackoffMs { get; }

    internal long AttemptMs { get; }

    internal long RequestMs { get; }

    internal long IdleMs { get; }

    /// <summary>Reads the balancing key of a request; null when the policy needs none.</summary>
    internal HashKeyReader? HashKey { get; }

    private static RetryRules RulesOf(RetryModel model) => new()
    {
        Attempts = model.Attempts,
        OnConnectFailure = model.Causes.HasFlag(RetryCauses.ConnectFailure),
        OnReset = model.Causes.HasFlag(RetryCauses.Reset),
        OnTimeout = model.Causes.HasFlag(RetryCauses.Timeout),
        Statuses = model.Statuses,
    };
}
