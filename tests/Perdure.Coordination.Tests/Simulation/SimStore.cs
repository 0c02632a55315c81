using System.Collections.Immutable;
using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Simulation;

/// <summary>A model of the store: revisioned keys with leases that end late, never early. No I/O; one thread.</summary>
internal sealed class SimStore(SimWorld world)
{
    private readonly SortedDictionary<string, Entry> _keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, Lease> _leases = [];
    private long _nextLease = 0x1000;

    /// <summary>The pictures before this one, for stale reads; the youngest last.</summary>
    private readonly Queue<(long AtUs, ImmutableArray<Entry> Keys, long Revision)> _past = new();

    public long Revision { get; private set; } = 1;

    public List<WatchEvent> History { get; } = [];

    public long CompactedBelow { get; private set; }

    public bool Down { get; set; }

    /// <summary>How many requests have arrived.</summary>
    public int Requests { get; set; }

    /// <summary>Told of each step that wrote.</summary>
    public event Action? Written;

    public IEnumerable<Entry> Keys => _keys.Values;

    public int Leases => _leases.Count;

    public bool HasLease(long id) => _leases.ContainsKey(id);

    public Entry? Find(string key) => _keys.GetValueOrDefault(key);

    public Entry? First(string prefix) =>
        _keys.Values.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal)).MinBy(e => e.CreateRevision);

    /// <summary>What happened from a revision on.</summary>
    public IEnumerable<WatchEvent> Since(long revision)
    {
        var from = History.Count;
        while (from > 0 && History[from - 1].Entry.ModRevision >= revision) from--;
        for (; from < History.Count; from++) yield return History[from];
    }

    /// <summary>Ends the leases that are over, as a store does: now and then, and not while it is down.</summary>
    public void Expire()
    {
        if (Down) return;
        foreach (var id in _leases.Where(l => l.Value.EndsUs <= world.NowUs).Select(l => l.Key).ToList()) Revoke(id);
    }

    /// <summary>Ends a lease that has been renewed, as one who did not hear of it does.</summary>
    public void EndEarly()
    {
        var unheard = _leases.Where(l => l.Value.GrantedUs + l.Value.TtlUs <= world.NowUs).Select(l => l.Key).ToList();
        if (!Down && unheard.Count > 0) Revoke(unheard[world.Random.Next(unheard.Count)]);
    }

    /// <summary>Another member leads: every lease starts anew.</summary>
    public void ChangeLeader()
    {
        foreach (var lease in _leases.Values) lease.EndsUs = world.NowUs + lease.TtlUs;
    }

    public void Compact() => CompactedBelow = Revision;

    public (long Id, TimeSpan Ttl) Grant(TimeSpan ttl)
    {
        var seconds = Math.Max(2, Math.Ceiling(ttl.TotalSeconds));
        var lease = new Lease((long)(seconds * 1_000_000), world.NowUs);
        lease.EndsUs = world.NowUs + lease.TtlUs;
        _leases.Add(++_nextLease, lease);
        return (_nextLease, TimeSpan.FromSeconds(seconds));
    }

    public TimeSpan Renew(long id)
    {
        if (!_leases.TryGetValue(id, out var lease)) return TimeSpan.Zero;
        lease.EndsUs = world.NowUs + lease.TtlUs;
        return TimeSpan.FromMicroseconds(lease.TtlUs);
    }

    public void Revoke(long id)
    {
        if (!_leases.Remove(id)) return;
        var gone = _keys.Values.Where(e => e.Lease == id).Select(e => e.Key).ToList();
        if (gone.Count == 0) return;
        Remember();
        Revision++;
        foreach (var key in gone) Delete(key);
        Written?.Invoke();
    }

    public TransactionResult Commit(Transaction transaction)
    {
        var holds = transaction.When.All(Holds);
        var steps = holds ? transaction.Then : transaction.Else;
        foreach (var put in steps.OfType<PutOperation>())
            if (put.Lease != 0 && !_leases.ContainsKey(put.Lease)) throw new CoordinationException(CoordinationFailure.LeaseGone, "sim: the lease is gone");
        var writes = steps.Any(s => s is PutOperation || (s is DeleteOperation d && _keys.Keys.Any(k => Matches(k, d.Key, d.Prefix))));
        if (writes)
        {
            Remember();
            Revision++;
        }
        long deleted = 0;
        var ranges = ImmutableArray.CreateBuilder<RangeResult>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case PutOperation put:
                    var old = Find(put.Key);
                    var entry = new Entry(put.Key, put.Value, old?.CreateRevision ?? Revision, Revision, (old?.Version ?? 0) + 1, put.Lease);
                    _keys[put.Key] = entry;
                    History.Add(new WatchEvent(false, entry));
                    break;
                case DeleteOperation delete:
                    var gone = _keys.Keys.Where(k => Matches(k, delete.Key, delete.Prefix)).ToList();
                    foreach (var key in gone) Delete(key);
                    deleted += gone.Count;
                    break;
                case RangeOperation range:
                    ranges.Add(Range(range.Query, _keys.Values, Revision));
                    break;
            }
        }
        if (writes) Written?.Invoke();
        return new TransactionResult(holds, Revision, ranges.ToImmutable(), deleted);
    }

    /// <summary>Reads, as things are or as they were up to so long ago.</summary>
    public RangeResult Range(RangeQuery query, long staleUs = 0)
    {
        foreach (var picture in _past)
            if (staleUs > 0 && picture.AtUs >= world.NowUs - staleUs) return Range(query, picture.Keys, picture.Revision);
        return Range(query, _keys.Values, Revision);
    }

    public static bool Matches(string key, string query, bool prefix) => prefix ? key.StartsWith(query, StringComparison.Ordinal) : key == query;

    private static RangeResult Range(RangeQuery query, IEnumerable<Entry> keys, long revision)
    {
        var found = keys.Where(e => Matches(e.Key, query.Key, query.Prefix));
        if (query.MaxCreateRevision > 0) found = found.Where(e => e.CreateRevision <= query.MaxCreateRevision);
        found = query.Order switch
        {
            RangeOrder.CreateRevision => found.OrderBy(e => e.CreateRevision),
            RangeOrder.CreateRevisionDescending => found.OrderByDescending(e => e.CreateRevision),
            _ => found,
        };
        var all = found.ToList();
        var taken = query.Limit > 0 ? all.Take(query.Limit) : all;
        return new RangeResult(revision, [.. taken.Select(e => query.KeysOnly ? e with { Value = default } : e)], query.Limit > 0 && all.Count > query.Limit);
    }

    private bool Holds(Compare guard)
    {
        var entry = Find(guard.Key);
        if (guard.Field == CompareField.Value) return entry is not null && entry.Value.Span.SequenceEqual(guard.Value.Span);
        var stored = guard.Field switch
        {
            CompareField.CreateRevision => entry?.CreateRevision ?? 0,
            CompareField.ModRevision => entry?.ModRevision ?? 0,
            CompareField.Version => entry?.Version ?? 0,
            _ => entry?.Lease ?? 0,
        };
        return guard.Relation switch
        {
            CompareRelation.Equal => stored == guard.Number,
            CompareRelation.NotEqual => stored != guard.Number,
            CompareRelation.Less => stored < guard.Number,
            _ => stored > guard.Number,
        };
    }

    private void Delete(string key)
    {
        _keys.Remove(key);
        History.Add(new WatchEvent(true, new Entry(key, default, 0, Revision, 0, 0)));
    }

    private void Remember()
    {
        _past.Enqueue((world.NowUs, [.. _keys.Values], Revision));
        while (_past.Count > 20) _past.Dequeue();
    }

    public override string ToString() => new StringBuilder().AppendJoin(' ', _keys.Values.Select(e => $"{e.Key}@{e.CreateRevision}")).ToString();

    private sealed class Lease(long ttlUs, long grantedUs)
    {
        public long TtlUs => ttlUs;

        public long GrantedUs => grantedUs;

        public long EndsUs { get; set; }
    }
}
