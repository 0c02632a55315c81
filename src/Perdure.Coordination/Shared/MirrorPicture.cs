using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>What a mirror shows at one revision, and how the next picture comes from it. Pure; immutable.</summary>
internal sealed record MirrorPicture(long Revision, ImmutableSortedDictionary<string, Entry> Entries, bool Truncated)
{
    public static MirrorPicture Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal), Truncated: false);

    /// <summary>After a listing: the differences, in the order of the keys.</summary>
    public (MirrorPicture Next, ImmutableArray<WatchEvent> Events) Listed(long revision, IEnumerable<Entry> found, int maxEntries)
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, Entry>(StringComparer.Ordinal);
        var truncated = false;
        foreach (var entry in found)
        {
            if (next.Count >= maxEntries) truncated = true;
            else next[entry.Key] = entry;
        }
        var events = new SortedDictionary<string, WatchEvent>(StringComparer.Ordinal);
        foreach (var (key, _) in Entries)
        {
            if (!next.ContainsKey(key)) events[key] = new WatchEvent(Deleted: true, new Entry(key, default, 0, revision, 0, 0));
        }
        foreach (var (key, entry) in next)
        {
            var known = Entries.TryGetValue(key, out var before) && before.ModRevision == entry.ModRevision &&
                before.CreateRevision == entry.CreateRevision && before.Value.Span.SequenceEqual(entry.Value.Span);
            if (!known) events[key] = new WatchEvent(Deleted: false, entry);
        }
        return (new MirrorPicture(revision, next.ToImmutable(), truncated), [.. events.Values]);
    }

    /// <summary>After a batch of the watch: what of it is kept.</summary>
    public (MirrorPicture Next, ImmutableArray<WatchEvent> Events) Watched(WatchBatch batch, ImmutableArray<string> parts, int maxEntries)
    {
        var entries = Entries;
        var truncated = Truncated;
        var events = ImmutableArray.CreateBuilder<WatchEvent>();
        foreach (var change in batch.Events)
        {
            var key = change.Entry.Key;
            if (change.Entry.ModRevision <= Revision || !IsPart(key, parts)) continue;
            if (change.Deleted)
            {
                if (!entries.ContainsKey(key)) continue;
                entries = entries.Remove(key);
            }
            else if (entries.Count >= maxEntries && !entries.ContainsKey(key))
            {
                truncated = true;
                continue;
            }
            else
            {
                entries = entries.SetItem(key, change.Entry);
            }
            events.Add(change);
        }
        return (new MirrorPicture(Math.Max(Revision, batch.Revision), entries, truncated), events.ToImmutable());
    }

    private static bool IsPart(string key, ImmutableArray<string> parts)
    {
        if (parts.IsDefaultOrEmpty) return true;
        foreach (var part in parts)
        {
            if (key.StartsWith(part, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
