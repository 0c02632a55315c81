using System.Collections.Immutable;
using Perdure.Gateway.Hosting;
using Perdure.Resilience.RateLimiting;

namespace Perdure.Gateway.Limits;

/// <summary>
/// The limits that all nodes keep together (<c>scope: cluster</c>), as seen by whoever carries counts between the nodes: takes what this node
/// has counted, gives what the others have. Without such a carrier this node allows the whole limit. Thread-safe.
/// </summary>
public sealed class ClusterLimits
{
    /// <summary>How often counts are to be carried, in ms: 100.</summary>
    public const int IntervalMs = 100;

    private readonly MonotonicClock _clock;
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ClusterLimiter> _limiters = ImmutableDictionary<string, ClusterLimiter>.Empty;
    private int _liveNodes = 1;
    private bool _allHeard = true;

    internal ClusterLimits(MonotonicClock clock) => _clock = clock;

    /// <summary>Whether a route in force has such a limit.</summary>
    public bool Needed => !Volatile.Read(ref _limiters).IsEmpty;

    /// <summary>How many routes in force have such a limit.</summary>
    public int Count => Volatile.Read(ref _limiters).Count;

    /// <summary>How many nodes there are, this one included, as last said by <see cref="SetNodes"/>.</summary>
    public int LiveNodes => Volatile.Read(ref _liveNodes);

    /// <summary>Whether all of them were heard lately; while not, this node allows its share only.</summary>
    public bool AllHeard => Volatile.Read(ref _allHeard);

    /// <summary>
    /// Adds what changed since <paramref name="sinceMs"/> to <paramref name="into"/>, the hottest keys first and at most
    /// <paramref name="max"/> of them; returns what to give as <paramref name="sinceMs"/> next time. Asking for something twice is harmless.
    /// </summary>
    /// <param name="into">Where the counts are added.</param>
    /// <param name="sinceMs">What the last call returned, or <see cref="long.MinValue"/> for everything.</param>
    /// <param name="max">The most counts to add.</param>
    public long Collect(ICollection<LimitCount> into, long sinceMs, int max)
    {
        ArgumentNullException.ThrowIfNull(into);
        var nowMs = _clock.NowMs;
        var all = new List<LimitCount>();
        var some = new List<ClusterCount>();
        foreach (var (name, limiter) in Volatile.Read(ref _limiters))
        {
            some.Clear();
            limiter.Collect(some, sinceMs, nowMs);
            foreach (var count in some)
                all.Add(new LimitCount(name, count));
        }

        // The emptier a bucket, the more it matters that the others know.
        if (all.Count > max)
            all.Sort(static (a, b) => b.Count.FullInMs.CompareTo(a.Count.FullInMs));
        for (var at = 0; at < Math.Min(max, all.Count); at++)
            into.Add(all[at]);
        // What a request counts while this goes on may be told twice rather than not at all.
        return nowMs - IntervalMs;
    }

    /// <summary>
    /// Takes in what another process has counted. To be called also with nothing in it, as a sign of life: a process that has not been heard
    /// for a second counts as lost. Counts only grow, so what comes twice or too late changes nothing.
    /// </summary>
    /// <param name="sender">The other process: its node and its incarnation, since a restarted process counts from the start.</param>
    /// <param name="counts">What it counted. Limits that this node does not have are ignored.</param>
    public void Merge(string sender, IReadOnlyList<LimitCount> counts)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(counts);
        var nowMs = _clock.NowMs;
        var byLimit = counts.ToLookup(count => count.Limit, count => count.Count, StringComparer.Ordinal);
        // Also those without a count: it is a sign of life.
        foreach (var (name, limiter) in Volatile.Read(ref _limiters))
            limiter.Merge(sender, byLimit[name], nowMs);
    }

    /// <summary>
    /// Says how many nodes there are, this one included, and whether that can be relied upon and all of them were heard lately. While it
    /// can't, this node allows its share only: the limit divided by <paramref name="liveNodes"/>.
    /// </summary>
    public void SetNodes(int liveNodes, bool allHeard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(liveNodes, 1);
        lock (_lock)
        {
            (_liveNodes, _allHeard) = (liveNodes, allHeard);
            foreach (var limiter in _limiters.Values)
                limiter.SetNodes(liveNodes, allHeard);
        }
    }

    /// <summary>From here on these are in force.</summary>
    internal void Follow(IEnumerable<RouteLimit> limits)
    {
        lock (_lock)
        {
            var next = limits.Where(limit => limit.Limiter is ClusterLimiter).ToImmutableDictionary(limit => limit.Name, limit => (ClusterLimiter)limit.Limiter);
            foreach (var limiter in next.Values)
                limiter.SetNodes(_liveNodes, _allHeard);
            Volatile.Write(ref _limiters, next);
        }
    }
}
