namespace Perdure.Resilience.Measuring;

/// <summary>Calls, and how many of them failed or were slow.</summary>
internal readonly record struct RollingCounts(long Calls, long Failures, long Slow)
{
    internal double FailureRatio => Calls == 0 ? 0 : (double)Failures / Calls;

    internal double SlowRatio => Calls == 0 ? 0 : (double)Slow / Calls;

    public static RollingCounts operator +(RollingCounts a, RollingCounts b) => new(a.Calls + b.Calls, a.Failures + b.Failures, a.Slow + b.Slow);

    public static RollingCounts operator -(RollingCounts a, RollingCounts b) => new(a.Calls - b.Calls, a.Failures - b.Failures, a.Slow - b.Slow);
}
