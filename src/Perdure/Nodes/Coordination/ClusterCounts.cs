using System.Collections.Concurrent;
using Perdure.Coordination.Peers;
using Perdure.Gateway.Limits;
using Perdure.Resilience.RateLimiting;

namespace Perdure.Nodes.Coordination;

/// <summary>The counts of the gateway's cluster limits in the form in which they travel between nodes. Thread-safe.</summary>
internal sealed class ClusterCounts(ClusterLimits limits) : IPeerCounts
{
    private readonly ConcurrentBag<List<LimitCount>> _spare = [];

    /// <inheritdoc/>
    public long Collect(ICollection<PeerCount> into, long sinceMs, int max)
    {
        var counts = Rent();
        var next = limits.Collect(counts, sinceMs, max);
        foreach (var (limit, count) in counts)
            into.Add(new PeerCount(limit, count.Key, count.Born, count.AgeMs, count.Count, count.FullInMs));
        _spare.Add(counts);
        return next;
    }

    /// <inheritdoc/>
    public void Merge(string sender, IReadOnlyList<PeerCount> counts)
    {
        var merged = Rent();
        foreach (var count in counts)
            merged.Add(new LimitCount(count.Limit, new ClusterCount(count.Key, count.Born, count.AgeMs, count.Count, count.FullInMs)));
        limits.Merge(sender, merged);
        _spare.Add(merged);
    }

    /// <inheritdoc/>
    public void SetNodes(int liveNodes, bool allHeard) => limits.SetNodes(liveNodes, allHeard);

    private List<LimitCount> Rent()
    {
        if (!_spare.TryTake(out var list))
            return [];
        list.Clear();
        return list;
    }
}
