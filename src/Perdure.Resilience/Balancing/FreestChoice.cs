using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>
/// The choice of two-choices while a bulkhead holds requests back: the instance with the least in flight, of all. Two at random would leave workers idle
/// while work waits (simulated: a tenth of the capacity, with as many in flight as workers a quarter), and differences of latency are then
/// mostly those of the requests. Only an instance that is far dearer than usual counts as so much fuller.
/// </summary>
internal static class FreestChoice
{
    private const double FarDearer = 4;

    // As PeakEwma adds to every cost.
    private const double NoiseUs = 1_000;

    internal static int Choose(LevelView view, in SelectionQuery query, in Passing passing, long decayMs)
    {
        var (best, bestLoad, ties) = (-1, double.MaxValue, 1u);
        var random = query.Random;
        for (var i = 0; i < view.Candidates.Length; i++)
        {
            var instance = view.Candidates[i];
            var inFlight = instance.InFlight;
            var load = (inFlight + 1) / view.Weights[i];
            if (load > bestLoad || !passing.Allows(instance, query)) continue;
            var waitedUs = inFlight == 0 ? 0 : instance.SilentMs(query.NowMs) * 1000.0;
            var costUs = instance.Cost.CostUs(passing.TypicalUs, waitedUs, inFlight == 0, query.NowMs, decayMs);
            load *= Math.Max(1, costUs / (FarDearer * (passing.TypicalUs + NoiseUs)));
            if (load > bestLoad) continue;
            if (load < bestLoad)
            {
                (best, bestLoad, ties) = (i, load, 1);
                continue;
            }
            // The k-th of equals takes over with the chance 1/k, which gives each the same.
            random = Jitter.Mix(random + 0x9E3779B97F4A7C15);
            if ((uint)(random >> 32) % ++ties == 0) best = i;
        }
        return best;
    }
}
