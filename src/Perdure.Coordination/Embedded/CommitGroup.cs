using System.Collections.Immutable;
using System.Security.Cryptography;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>
/// Writes that go to the disk together: what the store becomes by them, and what has to be written. Nothing of it is seen by anybody before
/// it is on the disk. Used by one thread.
/// </summary>
internal sealed class CommitGroup(KeySpace from, LeaseDeadlines deadlines, long nowMs, long storeBytesMax)
{
    private const int LeasesMax = 100_000;
    private readonly ImmutableDictionary<long, LeaseRecord> _before = from.Leases;
    private readonly List<ImmutableArray<WatchEvent>> _revisions = [];

    /// <summary>The store after all that was done so far.</summary>
    public KeySpace Space { get; private set; } = from;

    /// <summary>The keys that are different: how they are now, or null when they are gone.</summary>
    public Dictionary<string, Entry?> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The leases that are different: the time to live of a new one in seconds, 0 for one that is gone.</summary>
    public Dictionary<long, int> Leases { get; } = [];

    /// <summary>What happened at each new revision.</summary>
    public IReadOnlyList<ImmutableArray<WatchEvent>> Revisions => _revisions;

    /// <summary>Whether there is anything to write.</summary>
    public bool Changed => Keys.Count > 0 || Leases.Count > 0;

    /// <summary>Does a transaction.</summary>
    public TransactionResult Commit(Transaction transaction)
    {
        var step = Space.Apply(transaction);
        if (step.LeaseGone != 0)
            throw new CoordinationException(CoordinationFailure.LeaseGone, $"the lease {step.LeaseGone:x16} does not exist any more: grant another one and write again");
        if (step.Next.Bytes > storeBytesMax && step.Next.Bytes > Space.Bytes)
            throw new CoordinationException(CoordinationFailure.TooLarge, $"the embedded store holds at most {storeBytesMax} bytes of keys and values: delete some, or use etcd");
        Take(step);
        return step.Result!;
    }

    /// <summary>Grants a lease.</summary>
    public long Grant(int ttlSeconds)
    {
        if (Space.Leases.Count >= LeasesMax)
            throw new CoordinationException(CoordinationFailure.TooLarge, $"the embedded store holds at most {LeasesMax} leases: revoke those that are not needed, or use etcd");
        long id;
        // Whoever knows the number may renew and revoke, so it is not to be guessed; 0 is never a lease.
        do id = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
        while (id == 0 || Space.Leases.ContainsKey(id) || _before.ContainsKey(id));
        Space = Space.Grant(id, ttlSeconds);
        Leases[id] = ttlSeconds;
        return id;
    }

    /// <summary>Renews a lease: needs no disk, because after a restart every lease begins anew.</summary>
    /// <returns>Its time to live in seconds, 0 when it is gone.</returns>
    public int Renew(long id)
    {
        if (!Space.Leases.TryGetValue(id, out var lease)) return 0;
        deadlines.Set(id, nowMs + (lease.TtlSeconds * 1000L));
        return lease.TtlSeconds;
    }

    /// <summary>Ends a lease.</summary>
    public void End(long id)
    {
        if (!Space.Leases.ContainsKey(id)) return;
        Take(Space.End(id));
        Leases[id] = 0;
    }

    private void Take(KeySpaceStep step)
    {
        Space = step.Next;
        if (step.Events.Length == 0) return;
        _revisions.Add(step.Events);
        foreach (var change in step.Events) Keys[change.Entry.Key] = change.Deleted ? null : change.Entry;
    }
}
