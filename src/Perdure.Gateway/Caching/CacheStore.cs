using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Perdure.Gateway.Caching;

/// <summary>
/// The memory of all caches: answers by key, bounded in bytes. Looking up takes no lock. What was not used for longest goes first, found by
/// giving what was used since its last turn another one ("second chance"), so that a hit need not move anything. Thread-safe.
/// </summary>
internal sealed class CacheStore
{
    private const int Stripes = 4096;

    private readonly ConcurrentDictionary<CacheKey, CacheEntry> _entries = new();
    private readonly int[] _changes = new int[Stripes];
    private readonly LinkedList<StoredAnswer> _order = [];
    private readonly Lock _lock = new();
    private long _maxBytes = 64 * 1024 * 1024;
    private long _bytes;
    private long _captured;
    private long _evicted;

    /// <summary>What the store holds now.</summary>
    public CacheSnapshot Snapshot
    {
        get
        {
            lock (_lock)
                return new CacheSnapshot(_order.Count, _bytes, _maxBytes, _evicted);
        }
    }

    /// <summary>Another limit; what is too much goes.</summary>
    public void Resize(long maxBytes)
    {
        lock (_lock)
        {
            _maxBytes = maxBytes;
            Evict();
        }
    }

    /// <summary>What is stored for a key, or null.</summary>
    public CacheEntry? Find(in CacheKey key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>
    /// A number that changes with every <see cref="Invalidate"/> of the key (and of some others): what was fetched across a change may be older
    /// than the change and must not be stored.
    /// </summary>
    public int ChangesOf(in CacheKey key) => Volatile.Read(ref _changes[Stripe(key)]);

    /// <summary>
    /// Stores an answer in place of all that the same request would get; false when it is too large, or its key was invalidated since
    /// <paramref name="changes"/> was read.
    /// </summary>
    public bool TryPut(StoredAnswer answer, IHeaderDictionary request, int changes)
    {
        lock (_lock)
        {
            if (answer.Bytes > _maxBytes || ChangesOf(answer.Key) != changes)
                return false;
            var entry = _entries.GetOrAdd(answer.Key, static _ => new CacheEntry());
            var kept = new List<StoredAnswer>(entry.Answers.Length + 1) { answer };
            foreach (var other in entry.Answers)
            {
                if (other.Answers(request, answer.Telling) || kept.Count == CacheEntry.MaxVariants)
                    Unlink(other);
                else
                    kept.Add(other);
            }

            entry.Answers = [.. kept];
            answer.Node = _order.AddLast(answer);
            _bytes += answer.Bytes;
            Evict();
            return answer.Node is not null;
        }
    }

    /// <summary>Removes one answer.</summary>
    public void Remove(StoredAnswer answer)
    {
        lock (_lock)
            RemoveLocked(answer);
    }

    /// <summary>Removes all that is stored for a key (RFC 9111, section 4.4), and what is being fetched will not be stored.</summary>
    public void Invalidate(in CacheKey key)
    {
        lock (_lock)
        {
            _changes[Stripe(key)]++;
            if (!_entries.TryRemove(key, out var entry))
                return;
            foreach (var answer in entry.Answers)
                Unlink(answer);
            entry.Answers = [];
        }
    }

    /// <summary>
    /// What is stored for a key may have changed or not: it must be asked for anew, but while the service can't be asked it is better than nothing.
    /// </summary>
    public void Outdate(in CacheKey key, long nowMs)
    {
        lock (_lock)
            _changes[Stripe(key)]++;
        foreach (var answer in Find(key)?.Answers ?? [])
            answer.Outdate(nowMs);
    }

    /// <summary>Memory that answers take which are being received.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    /// <summary>Takes memory for an answer that is being received; all of them together may take as much as the store itself.</summary>
    public bool TryCapture(long bytes)
    {
        if (Interlocked.Add(ref _captured, bytes) <= Volatile.Read(ref _maxBytes))
            return true;
        Interlocked.Add(ref _captured, -bytes);
        return false;
    }

    /// <summary>Gives such memory back.</summary>
    public void EndCapture(long bytes) => Interlocked.Add(ref _captured, -bytes);

    private static int Stripe(in CacheKey key) => key.GetHashCode() & (Stripes - 1);

    private void Evict()
    {
        while (_bytes > _maxBytes && _order.First is { } oldest)
        {
            if (oldest.Value.TakeUsed())
            {
                _order.RemoveFirst();
                _order.AddLast(oldest);
                continue;
            }

            _evicted++;
            RemoveLocked(oldest.Value);
        }
    }

    private void RemoveLocked(StoredAnswer answer)
    {
        if (answer.Node is null)
            return;
        Unlink(answer);
        if (!_entries.TryGetValue(answer.Key, out var entry))
            return;
        entry.Answers = [.. entry.Answers.Where(other => other != answer)];
        if (entry.Answers.Length == 0)
            _entries.TryRemove(answer.Key, out _);
    }

    private void Unlink(StoredAnswer answer)
    {
        if (answer.Node is not { } node)
            return;
        _order.Remove(node);
        answer.Node = null;
        _bytes -= answer.Bytes;
    }
}
