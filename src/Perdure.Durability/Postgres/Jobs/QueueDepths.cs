using System.Collections.Concurrent;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>
/// How deep queues were when it was last looked, and what this node has added since. It counts for a tenth of a second, and only far from a bound: there it is
/// looked each time. Bounded by the queues that there may be. Thread-safe.
/// </summary>
internal sealed class QueueDepths
{
    private const long MarginMin = 10_000;
    private static readonly TimeSpan CountsFor = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, Seen> _queues = new(StringComparer.Ordinal);

    /// <summary>Notes what the server said.</summary>
    public void Saw(string queue, long unfinished, long all)
    {
        if (all > 0) _queues[queue] = new Seen(unfinished, all, TimeProvider.System.GetTimestamp());
        else _queues.TryRemove(queue, out _);
    }

    /// <summary>Notes a job that is being added; it may yet not be.</summary>
    public void Added(string queue)
    {
        if (_queues.TryGetValue(queue, out var seen)) seen.Add();
    }

    /// <summary>How many jobs of a queue are not done and how many there are, when it is certain enough that so many more are far from its bound; null: look.</summary>
    public (long Unfinished, long All)? Find(string queue, int more, long max)
    {
        if (!_queues.TryGetValue(queue, out var seen)) return null;
        var (unfinished, all) = (seen.Unfinished, seen.All);
        var isNear = unfinished + more > max - Math.Max(MarginMin, max / 10);
        return isNear || TimeProvider.System.GetElapsedTime(seen.Timestamp) > CountsFor ? null : (unfinished, all);
    }

    private sealed class Seen(long unfinished, long all, long timestamp)
    {
        private long _added;

        public long Unfinished => unfinished + Interlocked.Read(ref _added);

        public long All => all + Interlocked.Read(ref _added);

        public long Timestamp => timestamp;

        public void Add() => Interlocked.Increment(ref _added);
    }
}
