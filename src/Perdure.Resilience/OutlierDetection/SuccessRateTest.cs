using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.OutlierDetection;

/// <summary>
/// Whether one instance fails significantly and noticeably more often than the rest of its pool, itself left out. Works from two instances on, and
/// is silent when all are equally bad, which a rule on the pool's mean and deviation is not with few instances.
/// </summary>
/// <remarks>
/// Significance: the signed root of the log-likelihood ratio of two proportions, z = √(2·[n₁·KL(p₁‖p) + n₂·KL(p₂‖p)]) with the pooled p
/// (Wilks' theorem; Dunning 1993). Unlike the usual z of two proportions it keeps its promise in the far tail of small samples, and the far tail is what a test that is made
/// on every instance every second for months lives in: hence 5, not 3. Noticeable: at least twice the rest's ratio plus 5 points.
/// </remarks>
internal static class SuccessRateTest
{
    internal const double SignificantZ = 5;
    private const double Factor = 2;
    private const double Points = 0.05;

    internal static bool IsOutlier(RollingCounts one, RollingCounts rest, double significantZ, out double z)
    {
        z = 0;
        if (!IsNoticeable(one, rest)) return false;
        z = Z(one, rest);
        return z >= significantZ;
    }

    /// <summary>Whether the difference would matter if it were no chance.</summary>
    internal static bool IsNoticeable(RollingCounts one, RollingCounts rest) =>
        one.Failures > 0 && rest.Calls > 0 && one.FailureRatio >= (Factor * rest.FailureRatio) + Points;

    internal static double Z(RollingCounts one, RollingCounts rest)
    {
        var pooled = (double)(one.Failures + rest.Failures) / (one.Calls + rest.Calls);
        if (pooled is <= 0 or >= 1) return 0;
        var g = (one.Calls * Divergence(one.FailureRatio, pooled)) + (rest.Calls * Divergence(rest.FailureRatio, pooled));
        return Math.Sqrt(2 * Math.Max(0, g)) * Math.Sign(one.FailureRatio - rest.FailureRatio);
    }

    // Kullback-Leibler divergence of two coins.
    private static double Divergence(double p, double q) =>
        (p <= 0 ? 0 : p * Math.Log(p / q)) + (p >= 1 ? 0 : (1 - p) * Math.Log((1 - p) / (1 - q)));
}
