using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>A balancing policy. One per pool; thread-safe; choosing allocates nothing and takes no lock.</summary>
internal abstract class Balancer
{
    /// <summary>Whether the policy needs the schedule of the views.</summary>
    internal virtual bool UsesSchedule => false;

    /// <summary>Whether the policy needs the rings of the levels.</summary>
    internal virtual bool UsesRing => false;

    internal static Balancer For(BalancingOptions options) => options.Kind switch
    {
        BalancingKind.RoundRobin => new RoundRobinBalancer(),
        BalancingKind.LeastRequests => new LeastRequestsBalancer(),
        BalancingKind.Random => new RandomBalancer(),
        BalancingKind.IpHash => new HashBalancer(loadBound: null),
        BalancingKind.ConsistentHash => new HashBalancer(Math.Max(1.01, options.LoadBound)),
        _ => new TwoChoicesBalancer(options.DecayMs),
    };

    /// <summary>The number of the candidate chosen, or -1 when the query rules all of them out. The view has at least one candidate.</summary>
    internal abstract int Choose(LevelView view, in SelectionQuery query, in Passing passing);

    /// <summary>The candidates that can be taken from a start onwards, the first of them; -1 = none.</summary>
    internal static int FirstFrom(int start, LevelView view, in SelectionQuery query, in Passing passing)
    {
        var count = view.Candidates.Length;
        for (var i = 0; i < count; i++)
        {
            var index = start + i;
            if (index >= count) index -= count;
            if (passing.Allows(view.Candidates[index], query)) return index;
        }
        return -1;
    }

    private protected static double Unit(ulong random) => Jitter.Unit(random);

    private protected static ulong Another(ulong random) => Jitter.Mix(random + 0x9E3779B97F4A7C15);
}
