namespace Perdure.Gateway.Planning;

/// <summary>What a route's cache did with its requests, since the node started. Survives reloads. Thread-safe.</summary>
public sealed class CacheCounters
{
    private long _hits;
    private long _misses;
    private long _refreshing;
    private long _revalidated;
    private long _shared;
    private long _passed;
    private long _stored;

    /// <summary>Answered from memory, stale answers during a refresh included.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Went to the service, alone or as the one that fetches for all: nothing stored could be used.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Of <see cref="Hits"/>: served stale while a new answer is fetched behind.</summary>
    public long Refreshing => Interlocked.Read(ref _refreshing);

    /// <summary>Stored answers that the service confirmed with 304.</summary>
    public long Revalidated => Interlocked.Read(ref _revalidated);

    /// <summary>Waited for another request's fetch and shared its answer.</summary>
    public long Shared => Interlocked.Read(ref _shared);

    /// <summary>Not for a cache: other methods, bodies, ranges, credentials that no stored answer is for.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>Answers that were put into memory.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    internal void OnHit() => Interlocked.Increment(ref _hits);

    internal void OnMiss() => Interlocked.Increment(ref _misses);

    internal void OnRefreshing() => Interlocked.Increment(ref _refreshing);

    internal void OnRevalidated() => Interlocked.Increment(ref _revalidated);

    internal void OnShared() => Interlocked.Increment(ref _shared);

    internal void OnPassed() => Interlocked.Increment(ref _passed);

    internal void OnStored() => Interlocked.Increment(ref _stored);
}
