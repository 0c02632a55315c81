using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.OutlierDetection;

/// <summary>
/// How many failures in a row condemn an instance, given how the others do. With healthy others it is the number configured. When the others fail
/// with the ratio p, runs of that length are chance: the run must then be so long that chance would make it as rarely as given, usually once in 10^9 calls (p^n ≤ 10^-9),
/// and when all calls fail everywhere, no run says anything about one instance.
/// </summary>
internal static class FailureRunRule
{
    internal static int Needed(int configured, RollingCounts others, double chance)
    {
        if (others.Failures == 0) return configured;
        // Not the ratio seen but the worst one that may lie behind it (three standard errors).
        var seen = others.FailureRatio;
        var worst = seen + (3 * Math.Sqrt(seen * (1 - seen) / others.Calls));
        if (worst >= 0.99) return int.MaxValue;
        return Math.Max(configured, (int)Math.Ceiling(Math.Log(chance) / Math.Log(worst)));
    }
}
