using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// The state of a store as etcd defines it: keys with their revisions, and leases. Immutable: a change returns the next state and what is
/// different, so that a change that could not be written to the disk is undone by forgetting it, and readers need no lock. Knows neither
/// clock nor disk; when a lease has come to its end is told from outside (<see cref="LeaseDeadlines"/>).
/// </summary>
internal sealed class KeySpace
{
    /// <summary>A store that nobody has written to: as in etcd its revision is 1.</summary>
    public static readonly KeySpace Empty = new(1, ImmutableSortedSet.Create<Entry>(KeyOrder.Instance), ImmutableDictionary<long, LeaseRecord>.Empty, 0);

    private readonly ImmutableSortedSet<Entry> _entries;

    internal KeySpace(long revision, ImmutableSortedSet<Entry> entries, ImmutableDictionary<long, LeaseRecord> leases, long bytes)
    {
        Revision = revision;
        _entries = entries;
        Leases = leases;
        Bytes = bytes;
    }

    /// <summary>The revision of the last change.</summary>
    public long Revision { get; }

    /// <summary>All keys, in the order of their bytes.</summary>
    public IReadOnlyCollection<Entry> Entries => _entries;

    /// <summary>The leases that live.</summary>
    public ImmutableDictionary<long, LeaseRecord> Leases { get; }

    /// <summary>How much all keys and values are, roughly: characters and bytes.</summary>
    public long Bytes { get; }

    /// <summary>The state that a file holds.</summary>
    public static KeySpace Restore(long revision, IReadOnlyList<Entry> entries, IReadOnlyList<(long Id, int TtlSeconds)> leases)
    {
        var keys = entries.Where(entry => entry.Lease != 0).ToLookup(entry => entry.Lease, entry => entry.Key);
        var records = leases.Select(lease => new LeaseRecord(lease.Id, lease.TtlSeconds, keys[lease.Id].ToImmutableSortedSet<string>(KeyOrder.Instance)));
        return new KeySpace(
            revision, entries.ToImmutableSortedSet(KeyOrder.Instance), records.ToImmutableDictionary(lease => lease.Id), entries.Sum(KeySpaceDraft.BytesOf));
    }

    /// <summary>The key, or null.</summary>
    public Entry? Find(string key) => KeyRanges.Find(_entries, key);

    /// <summary>Reads.</summary>
    public RangeResult Range(RangeQuery query) => KeyRanges.Read(_entries, Revision, query);

    /// <summary>Does a transaction that <see cref="StoreLimits"/> has let pass.</summary>
    public KeySpaceStep Apply(Transaction transaction)
    {
        var succeeded = true;
        foreach (var guard in transaction.When)
        {
            if (Guard.Holds(guard, Find(guard.Key))) continue;
            succeeded = false;
            break;
        }

        var draft = new KeySpaceDraft(this, _entries);
        var steps = succeeded ? transaction.Then : transaction.Else;
        if (draft.MissingLease(steps) is var missing and not 0) return new KeySpaceStep(this, []) { LeaseGone = missing };
        foreach (var step in steps) draft.Do(step);
        return draft.Finish(succeeded);
    }

    /// <summary>Whether a transaction cannot change anything, whatever its guards say.</summary>
    public static bool IsReadOnly(Transaction transaction) =>
        !transaction.Then.Any(step => step is not RangeOperation) && !transaction.Else.Any(step => step is not RangeOperation);

    /// <summary>Adds a lease. Leases by themselves make no revision.</summary>
    public KeySpace Grant(long id, int ttlSeconds) => new(Revision, _entries, Leases.Add(id, LeaseRecord.New(id, ttlSeconds)), Bytes);

    /// <summary>Ends a lease, by its holder's wish or because its time is over, and deletes its keys at one revision.</summary>
    public KeySpaceStep End(long id)
    {
        if (!Leases.TryGetValue(id, out var lease)) return new KeySpaceStep(this, []);
        var draft = new KeySpaceDraft(this, _entries);
        foreach (var key in lease.Keys) draft.Delete(key);
        draft.Forget(id);
        return draft.Finish(succeeded: true);
    }
}
