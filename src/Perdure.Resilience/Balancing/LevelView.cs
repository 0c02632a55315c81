using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>The instances of one level that get regular traffic, with what the policies need ready at hand. Immutable.</summary>
internal sealed class LevelView
{
    private readonly int[] _candidateOf;

    /// <param name="members">All instances of the level, in the order configured; the ring numbers them so.</param>
    /// <param name="ring">The level's hash ring, for the policies that hash.</param>
    /// <param name="usable">Whether a member gets regular traffic.</param>
    /// <param name="weight">The effective weight of a member.</param>
    /// <param name="scheduled">Whether a schedule is needed.</param>
    internal LevelView(Instance[] members, HashRing? ring, Func<Instance, bool> usable, Func<Instance, double> weight, bool scheduled)
    {
        Ring = ring;
        Members = members;
        Candidates = [.. members.Where(usable)];
        _candidateOf = new int[members.Length];
        for (var i = 0; i < members.Length; i++) _candidateOf[i] = Array.IndexOf(Candidates, members[i]);

        Weights = [.. Candidates.Select(weight)];
        var mean = Weights.Length == 0 ? 1 : Weights.Sum() / Weights.Length;
        for (var i = 0; i < Weights.Length; i++) Weights[i] /= mean;

        // Warming together is not warming at all: only the difference to the warmest matters.
        Ramps = [.. Candidates.Select(c => weight(c) / c.Options.Weight)];
        var warmest = Ramps.Length == 0 ? 1 : Ramps.Max();
        for (var i = 0; i < Ramps.Length; i++) Ramps[i] /= warmest;

        Cumulative = new double[Weights.Length];
        var sum = 0.0;
        for (var i = 0; i < Weights.Length; i++) Cumulative[i] = (sum += Weights[i]) / Weights.Length;
        Schedule = scheduled ? SmoothSchedule.Of(Weights) : [];
    }

    internal Instance[] Members { get; }

    internal Instance[] Candidates { get; }

    /// <summary>Effective weights with a mean of 1.</summary>
    internal double[] Weights { get; }

    /// <summary>Slow-start ramps relative to the warmest, 0 to 1.</summary>
    internal double[] Ramps { get; }

    /// <summary>Weights added up, ending at 1.</summary>
    internal double[] Cumulative { get; }

    /// <summary>Candidate numbers in the order of their turns.</summary>
    internal int[] Schedule { get; }

    internal HashRing? Ring { get; }

    /// <summary>The share of the load that goes to this level and those before it, 0 to 1.</summary>
    internal double ShareUpTo { get; set; }

    /// <summary>The candidate that a member is, or -1.</summary>
    internal int CandidateOf(int member) => _candidateOf[member];

    /// <summary>A candidate at random by weight.</summary>
    internal int Draw(double unit)
    {
        var (low, high) = (0, Cumulative.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Cumulative[middle] > unit) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
