using System.Collections.Concurrent;

namespace Perdure.Resilience.RateLimiting;

/// <summary>
/// One limit that all nodes keep together, without a leader and without a common clock. Each node counts what it admits, tells the others every
/// interval, and takes what they tell out of its own picture of the one bucket. A count only grows and the highest one is
/// kept, so what is told twice, late or not at all harms nothing (a grow-only counter). Within an interval a node admits at most its part of
/// what it believes is left. While not all nodes are heard, the rule divided by their number holds instead.
/// </summary>
/// <remarks>
/// With N nodes, rate R, burst B, interval d, and k intervals until an admission is known everywhere (2 while all is well), in any
/// span of time t at most R·t + B + X requests are admitted, X = (N·(1 − (1 − 1/N)^k) − 1)·(B + R·k·d) + N; what was too much is paid back
/// afterwards. Simulated from seeds in the tests.
/// </remarks>
public sealed class ClusterLimiter : RateLimiter
{
    private const int MaxPeers = 64;
    private const int ForgetPeerAfter = 60;
    private const int ForgetKeyAfter = 20;

    private readonly ClusterLimiterOptions _options;
    private readonly ConcurrentDictionary<UInt128, ClusterBucket> _buckets = new();
    private readonly ClusterBucket _crowd = new(UInt128.MaxValue, 0, 0);
    private readonly Dictionary<string, Peer> _peers = [];
    private readonly Lock _merging = new();
    private readonly Lock _adding = new();
    private int _keys;
    private long _births;
    private long _epochs;
    private long _sweptMs = long.MinValue / 2;

    // Positive: so many nodes share; negative: so many nodes each have their part.
    private int _nodes = 1;

    /// <summary>Makes a limiter that is alone until it is told otherwise.</summary>
    public ClusterLimiter(LimitRule rule, ClusterLimiterOptions? options = null)
        : base(rule) => _options = options ?? new ClusterLimiterOptions();

    /// <summary>Keys that are held.</summary>
    public int Keys => Volatile.Read(ref _keys);

    /// <inheritdoc/>
    public override LimitVerdict TryTake(UInt128 key, long nowMs)
    {
        var nodes = Volatile.Read(ref _nodes);
        var bucket = _buckets.TryGetValue(key, out var known) ? known : Add(key, nowMs) ?? _crowd;
        return bucket.Take(Rule, nowMs, Math.Max(1, -nodes), Math.Max(1, nodes), _options.IntervalMs);
    }

    /// <summary>Says how many nodes there are, this one included, and whether all of them were heard lately.</summary>
    public void SetNodes(int liveNodes, bool allHeard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(liveNodes, 1);
        lock (_merging)
        {
            // What the others did while each had its part was within the limit; the next thing they say is where counting begins again.
            if (_nodes < 0 && allHeard)
                foreach (var peer in _peers.Values)
                    Begin(peer, peer.HeardMs);
            Volatile.Write(ref _nodes, allHeard ? liveNodes : -liveNodes);
        }
    }

    /// <summary>Adds what changed at or after <paramref name="sinceMs"/>; with <see cref="long.MinValue"/> every bucket that is not full.</summary>
    public void Collect(ICollection<ClusterCount> into, long sinceMs, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(into);
        foreach (var (_, bucket) in _buckets) Collect(into, bucket, sinceMs, nowMs);
        Collect(into, _crowd, sinceMs, nowMs);
    }

    /// <summary>Takes in what another process has counted; nothing is a sign of life.</summary>
    public void Merge(string sender, IEnumerable<ClusterCount> counts, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(counts);
        lock (_merging)
        {
            if (Know(sender, nowMs) is not { } peer) return;
            if (nowMs - peer.HeardMs > _options.LostAfterMs) Begin(peer, nowMs);
            peer.HeardMs = nowMs;
            var charged = _nodes > 0;
            foreach (var count in counts)
            {
                var bucket = count.Key == _crowd.Key ? _crowd
                    : _buckets.TryGetValue(count.Key, out var known) ? known
                    : Add(count.Key, nowMs);
                bucket?.Merge(Rule, peer.Index, peer.Epoch, nowMs - peer.SinceMs, count, charged, nowMs);
            }
        }
    }

    private void Collect(ICollection<ClusterCount> into, ClusterBucket bucket, long sinceMs, long nowMs)
    {
        if (bucket.ChangedMs == long.MinValue || bucket.ChangedMs < sinceMs) return;
        if (sinceMs != long.MinValue || !bucket.IsFull(Rule, nowMs)) into.Add(bucket.Tell(Rule, nowMs));
    }

    private Peer? Know(string sender, long nowMs)
    {
        if (_peers.TryGetValue(sender, out var known)) return known;
        foreach (var (name, peer) in _peers)
            if (nowMs - peer.HeardMs > ForgetPeerAfter * _options.LostAfterMs)
                _peers.Remove(name);
        if (_peers.Count >= MaxPeers) return null;
        var index = 0;
        while (_peers.Values.Any(p => p.Index == index)) index++;
        return _peers[sender] = new Peer(index) { Epoch = ++_epochs, HeardMs = nowMs, SinceMs = nowMs };
    }

    private void Begin(Peer peer, long nowMs)
    {
        peer.Epoch = ++_epochs;
        peer.SinceMs = nowMs;
    }

    // Null when there is no place: whoever comes now shares one bucket with the others that found none.
    private ClusterBucket? Add(UInt128 key, long nowMs)
    {
        lock (_adding)
        {
            if (_buckets.TryGetValue(key, out var known)) return known;
            if (_keys >= _options.MaxKeys) Sweep(nowMs);
            if (_keys >= _options.MaxKeys) return null;
            var added = new ClusterBucket(key, ++_births, nowMs);
            _buckets[key] = added;
            _keys++;
            return added;
        }
    }

    // A full bucket that has been at rest is the same as none; what others still say of it makes it anew.
    private void Sweep(long nowMs)
    {
        if (nowMs - _sweptMs < _options.IntervalMs) return;
        _sweptMs = nowMs;
        var restedMs = nowMs - (ForgetKeyAfter * _options.IntervalMs);
        foreach (var (key, bucket) in _buckets)
        {
            if (!bucket.IsFull(Rule, nowMs) || bucket.ChangedMs > restedMs || !_buckets.TryRemove(key, out _)) continue;
            _keys--;
        }
    }

    private sealed class Peer(int index)
    {
        public int Index { get; } = index;

        public long Epoch { get; set; }

        public long HeardMs { get; set; }

        /// <summary>Since when it has been heard without a gap.</summary>
        public long SinceMs { get; set; }
    }
}
