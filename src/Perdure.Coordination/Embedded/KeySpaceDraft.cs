using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>A transaction at work: the next state of a <see cref="KeySpace"/> while it is being made. Used once, by one thread.</summary>
internal sealed class KeySpaceDraft(KeySpace from, ImmutableSortedSet<Entry> entries)
{
    private readonly ImmutableArray<WatchEvent>.Builder _events = ImmutableArray.CreateBuilder<WatchEvent>();
    private ImmutableArray<RangeResult>.Builder? _ranges;
    private ImmutableSortedSet<Entry> _entries = entries;
    private ImmutableDictionary<long, LeaseRecord> _leases = from.Leases;
    private long _bytes = from.Bytes;
    private long _deleted;

    private long WriteRevision => from.Revision + 1;

    /// <summary>How much an entry counts.</summary>
    public static long BytesOf(Entry entry) => entry.Key.Length + entry.Value.Length;

    /// <summary>The first lease that the steps name and that does not exist, or 0.</summary>
    public long MissingLease(ImmutableArray<Operation> steps)
    {
        foreach (var step in steps)
        {
            if (step is PutOperation { Lease: not 0 } put && !_leases.ContainsKey(put.Lease)) return put.Lease;
        }

        return 0;
    }

    /// <summary>Does a step; it sees what those before it did.</summary>
    public void Do(Operation step)
    {
        switch (step)
        {
            case PutOperation put:
                Put(put);
                break;
            case DeleteOperation { Prefix: false } delete:
                Delete(delete.Key);
                break;
            case DeleteOperation delete:
                // Taken before the first deletion, which changes the set.
                foreach (var entry in KeyRanges.Under(_entries, delete.Key).ToArray()) Delete(entry.Key);
                break;
            case RangeOperation range:
                _ranges ??= ImmutableArray.CreateBuilder<RangeResult>();
                _ranges.Add(KeyRanges.Read(_entries, _events.Count == 0 ? from.Revision : WriteRevision, range.Query));
                break;
        }
    }

    /// <summary>Deletes a key, if it is there.</summary>
    public void Delete(string key)
    {
        if (KeyRanges.Find(_entries, key) is not { } old) return;
        _entries = _entries.Remove(old);
        _bytes -= BytesOf(old);
        Unbind(old);
        _deleted++;
        _events.Add(new WatchEvent(Deleted: true, new Entry(key, default, 0, WriteRevision, 0, 0)));
    }

    /// <summary>Removes a lease, whose keys are gone by now.</summary>
    public void Forget(long lease) => _leases = _leases.Remove(lease);

    /// <summary>The outcome.</summary>
    public KeySpaceStep Finish(bool succeeded)
    {
        var wrote = _events.Count > 0;
        var revision = wrote ? WriteRevision : from.Revision;
        var next = wrote || !ReferenceEquals(_leases, from.Leases) ? new KeySpace(revision, _entries, _leases, _bytes) : from;
        return new KeySpaceStep(next, _events.DrainToImmutable())
        {
            Result = new TransactionResult(succeeded, revision, _ranges?.DrainToImmutable() ?? [], _deleted),
        };
    }

    private void Put(PutOperation put)
    {
        var old = KeyRanges.Find(_entries, put.Key);
        if (old is not null)
        {
            _entries = _entries.Remove(old);
            _bytes -= BytesOf(old);
            if (old.Lease != put.Lease) Unbind(old);
        }

        var entry = new Entry(put.Key, put.Value, old?.CreateRevision ?? WriteRevision, WriteRevision, (old?.Version ?? 0) + 1, put.Lease);
        _entries = _entries.Add(entry);
        _bytes += BytesOf(entry);
        if (put.Lease != 0 && old?.Lease != put.Lease)
        {
            var lease = _leases[put.Lease];
            _leases = _leases.SetItem(put.Lease, lease with { Keys = lease.Keys.Add(put.Key) });
        }

        _events.Add(new WatchEvent(Deleted: false, entry));
    }

    private void Unbind(Entry entry)
    {
        if (entry.Lease == 0 || !_leases.TryGetValue(entry.Lease, out var lease)) return;
        _leases = _leases.SetItem(entry.Lease, lease with { Keys = lease.Keys.Remove(entry.Key) });
    }
}
