using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// What this node knows: the store as last seen; over it what was acknowledged to us but has not come back by the watch yet; over that what
/// is pending. Pure; immutable.
/// </summary>
internal sealed record SharedPicture
{
    public static SharedPicture Empty { get; } = new();

    /// <summary>The store as last seen.</summary>
    public ImmutableSortedDictionary<string, Entry> Known { get; init; } = ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>The revision of <see cref="Known"/>.</summary>
    public long Revision { get; init; }

    /// <summary>What is certain to be in the store at a revision that <see cref="Known"/> has not reached.</summary>
    public ImmutableDictionary<string, Answered> Answers { get; init; } = ImmutableDictionary.Create<string, Answered>(StringComparer.Ordinal);

    /// <summary>What is not in the store yet, by key.</summary>
    public ImmutableSortedDictionary<string, PendingChange> Pending { get; init; } =
        ImmutableSortedDictionary.Create<string, PendingChange>(StringComparer.Ordinal);

    /// <summary>What holds for a key.</summary>
    public SharedEntry Find(string key)
    {
        var stored = Stored(key);
        var revision = stored?.ModRevision ?? 0;
        return Pending.TryGetValue(key, out var pending)
            // An array that is null would become a value that is empty.
            ? new SharedEntry(pending.Value is { } value ? new ReadOnlyMemory<byte>(value) : null, pending.Base, ChangeReach.HereForNow)
            : new SharedEntry(stored?.Value, revision, ChangeReach.Everywhere);
    }

    /// <summary>The key in the store, as far as known; null: it does not exist there.</summary>
    public Entry? Stored(string key)
    {
        if (Answers.TryGetValue(key, out var answer)) return answer.Entry;
        return Known.GetValueOrDefault(key);
    }

    /// <summary>How many keys hold a value under a prefix.</summary>
    public int Count(string prefix)
    {
        var count = 0;
        foreach (var (key, _) in Known)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal)) count++;
        }
        foreach (var (key, change) in Pending)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal) && change.Value is not null && !Known.ContainsKey(key)) count++;
        }
        return count;
    }

    /// <summary>After a step of the mirror.</summary>
    public SharedPicture Mirrored(ImmutableSortedDictionary<string, Entry> known, long revision)
    {
        // A store that went back is another one: what the one before answered means nothing there.
        var answers = revision < Revision ? Answers.Clear() : Answers;
        foreach (var (key, answer) in answers)
        {
            if (answer.Revision <= revision) answers = answers.Remove(key);
        }
        return this with { Known = known, Revision = revision, Answers = answers };
    }

    /// <summary>After the store has answered how a key stood at a revision.</summary>
    public SharedPicture Told(string key, Entry? entry, long revision)
    {
        if (revision <= Revision || (Answers.TryGetValue(key, out var answer) && answer.Revision >= revision)) return this;
        return this with { Answers = Answers.SetItem(key, new Answered(entry, revision)) };
    }

    /// <summary>With a change that is not in the store yet.</summary>
    public SharedPicture Awaiting(PendingChange change) => this with { Pending = Pending.SetItem(change.Key, change) };

    /// <summary>Without it again: it is in the store, or somebody else's is.</summary>
    public SharedPicture Settled(string key) => this with { Pending = Pending.Remove(key) };

    /// <summary>A key as the store answered.</summary>
    internal sealed record Answered(Entry? Entry, long Revision);
}
