namespace Perdure.Resilience.SlowStart;

/// <summary>
/// The part of its weight that an instance gets while it warms up: max(10 %, t / window). Source: Envoy's slow start mode with aggression 1.
/// </summary>
internal static class Ramp
{
    internal const double Floor = 0.1;

    internal static double At(long sinceMs, long windowMs, long nowMs) =>
        windowMs <= 0 ? 1 : Math.Clamp((double)(nowMs - sinceMs) / windowMs, Floor, 1);
}
