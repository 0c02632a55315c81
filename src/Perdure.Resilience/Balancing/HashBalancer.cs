using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>
/// By the hash of a key on a ring, with or without a bound on the load. Source of the bound: Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing
/// with Bounded Loads": nobody holds more than ⌈c × its fair share⌉; what is above walks on to the next.
/// </summary>
internal sealed class HashBalancer(double? loadBound) : Balancer
{
    internal override bool UsesRing => true;

    internal override int Choose(LevelView view, in SelectionQuery query, in Passing passing)
    {
        if (view.Ring is not { Length: > 0 } ring) return FirstFrom(0, view, query, passing);
        var key = query.HasKey ? query.Key : query.Random;
        var share = loadBound is { } c ? c * (InFlight(view) + 1) / view.Candidates.Length : double.MaxValue;
        var place = ring.PlaceOf(key);
        var fallback = -1;
        for (var i = 0; i < ring.Length; i++)
        {
            var member = ring.MemberAt(place + i);
            var index = view.CandidateOf(member);
            if (index < 0 || index == fallback) continue;
            if (!passing.Allows(view.Candidates[index], query)) continue;
            if (fallback < 0) fallback = index;
            // A warming instance takes a growing part of its keys, always the same ones first.
            if (view.Ramps[index] < 1 && Unit(Jitter.Mix(key ^ ((ulong)member << 32))) > view.Ramps[index]) continue;
            if (loadBound is null || view.Candidates[index].InFlight + 1 <= Math.Ceiling(share * view.Weights[index])) return index;
        }
        return fallback;
    }

    private static long InFlight(LevelView view)
    {
        long sum = 0;
        foreach (var candidate in view.Candidates) sum += candidate.InFlight;
        return sum;
    }
}
