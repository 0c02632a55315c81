using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.OutlierDetection;

/// <summary>How long an ejection lasts: base × n, at most the maximum, ±10 %. Source: Envoy's outlier detection, with jitter.</summary>
internal static class EjectionTime
{
    internal static long Of(OutlierDetectionOptions options, int count, ref ulong jitter)
    {
        var ms = Math.Min(options.MaxEjectionMs, options.BaseEjectionMs * Math.Max(1L, count));
        return Math.Max(1, Math.Min(options.MaxEjectionMs, Jitter.Spread(ms, 0.1, ref jitter)));
    }
}
