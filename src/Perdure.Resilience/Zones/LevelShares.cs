namespace Perdure.Resilience.Zones;

/// <summary>
/// Divides load over levels by their health. Source: Envoy, "Priority levels": health = min(100, 140 · healthy / total); each level takes as much of
/// the rest as its health allows; if all together are below 100, the shares are scaled up.
/// </summary>
internal static class LevelShares
{
    private const double OverProvisioning = 1.4;

    /// <summary>The shares added up level by level; the last one that serves reaches 1. All 0 when none can serve.</summary>
    internal static double[] Cumulative(ReadOnlySpan<(int Usable, int Total)> levels)
    {
        var health = new double[levels.Length];
        var sum = 0.0;
        for (var i = 0; i < levels.Length; i++)
        {
            var (usable, total) = levels[i];
            health[i] = total == 0 ? 0 : Math.Min(1, OverProvisioning * usable / total);
            sum += health[i];
        }
        var scale = Math.Min(1, sum);
        var reached = 0.0;
        var lastServing = -1;
        for (var i = 0; i < health.Length; i++)
        {
            if (health[i] > 0) lastServing = i;
            if (scale > 0) reached = Math.Min(1, reached + (health[i] / scale));
            health[i] = reached;
        }
        for (var i = Math.Max(0, lastServing); lastServing >= 0 && i < health.Length; i++) health[i] = 1;
        return health;
    }
}
