using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Resilience.Hedging;

/// <summary>
/// Whether and when a second copy of a slow request is sent. Source: Dean, Barroso, "The Tail at Scale" (2013): after the p95, so that the extra load is
/// about 5 %. Thread-safe; without locks.
/// </summary>
/// <remarks>
/// A copy after the p95 uses a budget of 5 % up while nothing is wrong, and nothing would be left for the moment when an instance stops. So half of the
/// budget is kept for requests that are very late: beyond the percentile half-way between the configured one and 1 (p97.5 for p95).
/// And of the percentiles over the last 10 to 20 s and the last 2 to 4 s the lower one counts: what was slow at first (a process that has just started) must not
/// make requests wait for long, nor what has become slow just now. A mistake costs nothing but budget.
/// </remarks>
public sealed class HedgePolicy
{
    private const double Reserve = 0.5;
    private const long WindowMs = 10_000;

    private readonly RetryBudget _budget;
    private readonly RecentLatency _recent;

    /// <summary>Makes a policy with an empty budget.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public HedgePolicy(HedgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Budget);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Percentile, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Percentile);
        if (options.AfterUs is { } afterUs) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(afterUs);
        Options = options;
        _recent = new RecentLatency(options.Percentile, VeryLate);
        _budget = new RetryBudget(new RetryBudgetOptions { Ratio = options.Budget, MinimumPerSecond = 0, WindowMs = WindowMs });
    }

    /// <summary>What is configured.</summary>
    public HedgeOptions Options { get; }

    private double VeryLate => (1 + Options.Percentile) / 2;

    /// <summary>Counts one request, whether or not it may be hedged: the budget is a share of all of them.</summary>
    public void OnRequest(long nowMs)
    {
        _budget.OnRequest(nowMs);
        _recent.Advance(nowMs);
    }

    /// <summary>Tells how long an answer took, or a first copy until another one was answered, in µs.</summary>
    public void OnAnswer(long us) => _recent.Record(us);

    /// <summary>After how many µs a request is late; 0 = not known yet (fewer than 20 answers), then there are no second copies.</summary>
    public long LateUs(ServicePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return Options.AfterUs ?? Sooner(pool.LatencyUs(Options.Percentile), _recent.LateUs);
    }

    /// <summary>After how many µs it is so late that the whole budget may be used.</summary>
    public long VeryLateUs(ServicePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return Options.AfterUs ?? Sooner(pool.LatencyUs(VeryLate), _recent.VeryLateUs);
    }

    /// <summary>Decides about a request that is late. <see cref="HedgeStep.Send"/> takes one copy from the budget.</summary>
    /// <param name="veryLate">Whether it has waited for <see cref="VeryLateUs"/>.</param>
    /// <param name="saturated">Whether requests queue for the service: a second copy would then only make others wait.</param>
    /// <param name="nowMs">The time.</param>
    public HedgeStep Decide(bool veryLate, bool saturated, long nowMs)
    {
        if (saturated) return HedgeStep.Never;
        var all = veryLate || Options.AfterUs is not null;
        if (_budget.TryTake(nowMs, all ? 0 : Reserve)) return HedgeStep.Send;
        return all ? HedgeStep.Never : HedgeStep.Wait;
    }

    /// <summary>How many copies the budget still allows at the moment.</summary>
    public double Left(long nowMs) => _budget.Left(nowMs);

    private static long Sooner(long longUs, long recentUs) => recentUs == 0 ? longUs : Math.Min(longUs, recentUs);
}
