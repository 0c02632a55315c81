using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>Reads from a set of keys: filter, then order, then limit, as etcd does.</summary>
internal static class KeyRanges
{
    /// <summary>The key, or null.</summary>
    public static Entry? Find(ImmutableSortedSet<Entry> entries, string key) => entries.TryGetValue(Probe(key), out var found) ? found : null;

    /// <summary>The keys that begin so, in order.</summary>
    public static IEnumerable<Entry> Under(ImmutableSortedSet<Entry> entries, string prefix)
    {
        if (prefix.Length == 0)
        {
            foreach (var entry in entries) yield return entry;
            yield break;
        }

        var at = entries.IndexOf(Probe(prefix));
        for (at = at < 0 ? ~at : at; at < entries.Count; at++)
        {
            var entry = entries[at];
            if (!entry.Key.StartsWith(prefix, StringComparison.Ordinal)) yield break;
            yield return entry;
        }
    }

    /// <summary>What a query finds.</summary>
    public static RangeResult Read(ImmutableSortedSet<Entry> entries, long revision, RangeQuery query)
    {
        if (!query.Prefix)
        {
            var found = Find(entries, query.Key);
            if (found is null || !Wanted(found, query)) return new RangeResult(revision, [], More: false);
            return new RangeResult(revision, [Shown(found, query)], More: false);
        }

        var chosen = Under(entries, query.Key).Where(entry => Wanted(entry, query));
        chosen = query.Order switch
        {
            RangeOrder.CreateRevision => chosen.OrderBy(entry => entry.CreateRevision),
            RangeOrder.CreateRevisionDescending => chosen.OrderByDescending(entry => entry.CreateRevision),
            _ => chosen,
        };
        var result = ImmutableArray.CreateBuilder<Entry>();
        foreach (var entry in chosen)
        {
            if (query.Limit > 0 && result.Count == query.Limit) return new RangeResult(revision, result.DrainToImmutable(), More: true);
            result.Add(Shown(entry, query));
        }

        return new RangeResult(revision, result.DrainToImmutable(), More: false);
    }

    private static bool Wanted(Entry entry, RangeQuery query) => query.MaxCreateRevision == 0 || entry.CreateRevision <= query.MaxCreateRevision;

    private static Entry Shown(Entry entry, RangeQuery query) => query.KeysOnly ? entry with { Value = default } : entry;

    private static Entry Probe(string key) => new(key, default, 0, 0, 0, 0);
}
