namespace Perdure.Coordination.Embedded;

/// <summary>When leases end, unless they are renewed. Kept in memory only: after a restart every lease begins anew. Not thread-safe.</summary>
internal sealed class LeaseDeadlines
{
    private readonly Dictionary<long, long> _deadlines = [];
    private readonly SortedSet<(long DeadlineMs, long Lease)> _order = [];

    /// <summary>When the next one ends; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextMs => _order.Count == 0 ? long.MaxValue : _order.Min.DeadlineMs;

    /// <summary>Sets when a lease ends; never to earlier than it is.</summary>
    public void Set(long lease, long deadlineMs)
    {
        if (_deadlines.TryGetValue(lease, out var old))
        {
            if (old >= deadlineMs) return;
            _order.Remove((old, lease));
        }

        _deadlines[lease] = deadlineMs;
        _order.Add((deadlineMs, lease));
    }

    /// <summary>Forgets a lease.</summary>
    public void Remove(long lease)
    {
        if (_deadlines.Remove(lease, out var deadlineMs)) _order.Remove((deadlineMs, lease));
    }

    /// <summary>The leases whose time is over, at most <paramref name="max"/>, the most overdue first. They stay until they are removed.</summary>
    public IReadOnlyList<long> Over(long nowMs, int max)
    {
        if (NextMs > nowMs) return [];
        var over = new List<long>();
        foreach (var (deadlineMs, lease) in _order)
        {
            if (deadlineMs > nowMs || over.Count == max) break;
            over.Add(lease);
        }

        return over;
    }
}
