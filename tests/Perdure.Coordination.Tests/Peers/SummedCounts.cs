using System.Collections.Concurrent;
using Perdure.Coordination.Peers;

namespace Perdure.Coordination.Tests.Peers;

/// <summary>Grow-only counters: one's own, and the highest that each other process has told.</summary>
internal sealed class SummedCounts : IPeerCounts
{
    private readonly ConcurrentDictionary<UInt128, long> _own = new();
    private readonly ConcurrentDictionary<(string Sender, UInt128 Key), long> _others = new();
    private (int Live, bool AllHeard) _nodes;
    private long _merges;

    public (int Live, bool AllHeard) Nodes
    {
        get
        {
            lock (_own) return _nodes;
        }
    }

    public long Merges => Interlocked.Read(ref _merges);

    public void Add(UInt128 key, long count = 1) => _own.AddOrUpdate(key, count, (_, before) => before + count);

    public long Sum(UInt128 key) => _own.GetValueOrDefault(key) + _others.Where(o => o.Key.Key == key).Sum(o => o.Value);

    public long Collect(ICollection<PeerCount> into, long sinceMs, int max)
    {
        foreach (var (key, count) in _own.Take(max)) into.Add(new PeerCount("limit", key, 1, 5, count, 7));
        return 0;
    }

    public void Merge(string sender, IReadOnlyList<PeerCount> counts)
    {
        Interlocked.Increment(ref _merges);
        foreach (var count in counts) _others.AddOrUpdate((sender, count.Key), count.Count, (_, before) => Math.Max(before, count.Count));
    }

    public void SetNodes(int liveNodes, bool allHeard)
    {
        lock (_own) _nodes = (liveNodes, allHeard);
    }
}
