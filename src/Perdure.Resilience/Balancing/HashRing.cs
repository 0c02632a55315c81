using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>
/// A ring of virtual nodes over all members of a level, whether they serve or not: a key walks on from members that do not, so only the keys of a
/// lost member move. Source: Karger et al. 1997; weights by the number of virtual nodes.
/// </summary>
internal sealed class HashRing
{
    private const int NodesPerWeight = 160;
    private const int NodesMax = 16_384;

    private readonly ulong[] _points;
    private readonly int[] _members;

    internal HashRing(Instance[] members)
    {
        var mean = members.Length == 0 ? 1 : members.Sum(m => m.Options.Weight) / members.Length;
        var perWeight = Math.Min(NodesPerWeight, (double)NodesMax / Math.Max(1, members.Length));
        List<(ulong Point, int Member)> nodes = [];
        for (var m = 0; m < members.Length; m++)
        {
            var count = Math.Max(1, (int)Math.Round(perWeight * members[m].Options.Weight / mean));
            var state = Jitter.Hash(members[m].Id);
            for (var n = 0; n < count; n++) nodes.Add((Jitter.Next(ref state), m));
        }
        nodes.Sort();
        _points = [.. nodes.Select(n => n.Point)];
        _members = [.. nodes.Select(n => n.Member)];
    }

    internal int Length => _points.Length;

    /// <summary>The place of the first virtual node at or after the key.</summary>
    internal int PlaceOf(ulong key)
    {
        var place = Array.BinarySearch(_points, Jitter.Mix(key));
        if (place < 0) place = ~place;
        return place == _points.Length ? 0 : place;
    }

    /// <summary>The member at a place; places go round.</summary>
    internal int MemberAt(int place) => _members[place % _members.Length];
}
