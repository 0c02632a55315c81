using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// The last revisions and what happened at each, which watches read at their own pace: a slow one is never queued for, and meets
/// <see cref="CoordinationFailure.Compacted"/> once it is further behind than what is kept. Bounded in revisions and bytes. Thread-safe.
/// </summary>
internal sealed class WatchHistory(int revisionsMax, long bytesMax)
{
    private const int BatchEventsMax = 512;
    private readonly Lock _lock = new();
    private readonly Queue<long> _sizes = new();
    private ImmutableArray<WatchEvent>[] _ring = new ImmutableArray<WatchEvent>[64];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _oldest;
    private long _next;
    private long _bytes;
    private bool _begun;

    /// <summary>Begins with a store at this revision; nothing before <paramref name="oldest"/> is known.</summary>
    public void Begin(long revision, long oldest)
    {
        lock (_lock)
        {
            (_begun, _next, _oldest) = (true, revision + 1, oldest);
            // A new store has revisions at which nothing happened.
            for (var at = oldest; at <= revision; at++) Slot(at) = [];
            for (var at = oldest; at <= revision; at++) _sizes.Enqueue(0);
            Signal();
        }
    }

    /// <summary>Adds what happened at the next revision.</summary>
    public void Add(ImmutableArray<WatchEvent> events)
    {
        var bytes = events.Sum(e => KeySpaceDraft.BytesOf(e.Entry));
        lock (_lock)
        {
            if (_next - _oldest == _ring.Length && _ring.Length < revisionsMax) Grow();
            if (_next - _oldest >= Math.Min(_ring.Length, revisionsMax)) DropOldest();
            Slot(_next) = events;
            _sizes.Enqueue(bytes);
            _bytes += bytes;
            _next++;
            while (_bytes > bytesMax && _next - _oldest > 1) DropOldest();
        }
    }

    /// <summary>Wakes the watches that wait; called once after a group of <see cref="Add"/>.</summary>
    public void Publish()
    {
        lock (_lock) Signal();
    }

    /// <summary>Forgets everything before a revision.</summary>
    public void Compact(long revision)
    {
        lock (_lock)
        {
            while (_oldest < revision && _oldest < _next) DropOldest();
            Signal();
        }
    }

    /// <summary>The revision that comes next, once the store is there; 0 until then.</summary>
    public long Next
    {
        get
        {
            lock (_lock) return _begun ? _next : 0;
        }
    }

    /// <summary>Ends when there is something new. Taken before <see cref="Read"/>, so that nothing is missed in between.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>Reads what a watch wants from a revision on: whole revisions, as many as make a batch.</summary>
    /// <param name="query">What it wants.</param>
    /// <param name="from">The first revision that it has not seen.</param>
    /// <param name="events">What happened.</param>
    /// <param name="next">The revision to read from next time.</param>
    /// <returns>0, or the oldest revision there is when <paramref name="from"/> is gone.</returns>
    public long Read(WatchQuery query, long from, out ImmutableArray<WatchEvent> events, out long next)
    {
        var found = ImmutableArray.CreateBuilder<WatchEvent>();
        lock (_lock)
        {
            (events, next) = ([], from);
            if (from < _oldest) return _oldest;
            for (; next < _next && found.Count < BatchEventsMax; next++)
            {
                foreach (var change in Slot(next))
                {
                    if (Concerns(query, change.Entry.Key)) found.Add(change);
                }
            }
        }

        events = found.DrainToImmutable();
        return 0;
    }

    private static bool Concerns(WatchQuery query, string key) =>
        query.Prefix ? key.StartsWith(query.Key, StringComparison.Ordinal) : string.Equals(key, query.Key, StringComparison.Ordinal);

    private ref ImmutableArray<WatchEvent> Slot(long revision) => ref _ring[revision % _ring.Length];

    private void DropOldest()
    {
        Slot(_oldest) = [];
        _bytes -= _sizes.Dequeue();
        _oldest++;
    }

    private void Grow()
    {
        var old = _ring;
        _ring = new ImmutableArray<WatchEvent>[Math.Min(revisionsMax, old.Length * 2)];
        for (var at = _oldest; at < _next; at++) Slot(at) = old[at % old.Length];
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
