using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>The least (in flight + 1) / weight; ties at random.</summary>
internal sealed class LeastRequestsBalancer : Balancer
{
    internal override int Choose(LevelView view, in SelectionQuery query, in Passing passing)
    {
        var (best, bestLoad, ties) = (-1, double.MaxValue, 1u);
        var random = query.Random;
        for (var i = 0; i < view.Candidates.Length; i++)
        {
            var load = (view.Candidates[i].InFlight + 1) / view.Weights[i];
            if (load > bestLoad || !passing.Allows(view.Candidates[i], query)) continue;
            if (load < bestLoad)
            {
                (best, bestLoad, ties) = (i, load, 1);
                continue;
            }
            // The k-th of equals takes over with the chance 1/k, which gives each the same.
            random = Another(random);
            if ((uint)(random >> 32) % ++ties == 0) best = i;
        }
        return best;
    }
}
