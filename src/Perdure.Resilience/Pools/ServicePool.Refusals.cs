using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

// Instances that refuse connections.
public sealed partial class ServicePool
{
    private const long RefusedAgainMs = 1_000;
    private const int RefusedAgainShare = 8;

    /// <summary>
    /// An instance that refuses connections at once may be asked again soon: nothing was sent, the request goes on elsewhere without a
    /// wait, and a process that was started again is back within seconds. So its probes come forward: after a second, and after an
    /// eighth of the time it has been refusing once that is longer.
    /// </summary>
    private void AskRefusingAgain(Instance instance, long nowMs)
    {
        if (instance.RefusingMs(nowMs) is not { } refusingMs) return;
        var standing = instance.Standing;
        var outSinceMs = standing.Ejected ? standing.EjectedAtMs : instance.Breaker.SinceMs;
        if (nowMs - outSinceMs < Math.Max(RefusedAgainMs, refusingMs / RefusedAgainShare)) return;
        if (standing.Ejected) Readmit(instance, "it refused connections, which are tried again", nowMs);
        if (instance.Breaker.State == BreakerState.Open) instance.Breaker.AllowProbes(nowMs);
    }
}
