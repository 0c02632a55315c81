using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>
/// The recipe as transactions, and how their results are read. Pure. A key under one's lease is one's place, named after the lease that it was
/// entered under, whatever lease it is under later; places are ordered by creation revision; the first one leads, and its creation revision is
/// its fencing token.
/// </summary>
internal static class QueueSteps
{
    /// <summary>Up to how many predecessors are counted.</summary>
    public const int MaxCounted = 1000;

    /// <summary>
    /// Enters once: done again after an unknown outcome it changes nothing and reads back what is there, because the key carries the lease.
    /// </summary>
    public static Transaction Enter(QueueKind kind, string name, QueueEntry entry, long lease)
    {
        var key = kind.Key(name, lease);
        var readBack = ImmutableArray.Create(Operation.Range(RangeQuery.Of(key)));
        var claim = kind.NameKey(name, entry.Who);
        return new Transaction
        {
            When = claim is null ? [Compare.Absent(key)] : [Compare.Absent(key), Compare.Absent(claim)],
            Then =
            [
                Operation.Put(key, entry.ToUtf8(), lease),
                .. claim is null ? [] : ImmutableArray.Create(Operation.Put(claim, ReadOnlyMemory<byte>.Empty, lease)),
                .. readBack,
                Operation.Range(RangeQuery.Under(kind.Prefix(name)) with { KeysOnly = true, Limit = kind.MaxLength + 1 }),
            ],
            Else = readBack,
        };
    }

    /// <summary>The token that entering gave; 0 when the name is taken.</summary>
    public static long Entered(TransactionResult result) => result.Ranges[0].First?.CreateRevision ?? 0;

    /// <summary>Whether entering made the queue longer than it may be.</summary>
    public static bool IsOverfull(QueueKind kind, TransactionResult result) => result.Succeeded && result.Ranges[1].Entries.Length > kind.MaxLength;

    /// <summary>Looks at one's own key, with what it holds and its lease, and at the first one of the queue. A plain read: it may be an old picture.</summary>
    public static Transaction See(QueueKind kind, string name, long place) => new()
    {
        Then = [Operation.Range(RangeQuery.Of(kind.Key(name, place))), Operation.Range(First(kind, name) with { KeysOnly = true })],
    };

    /// <summary>
    /// Moves a place to another lease if nobody has touched it since it was seen, and reads it back with the first of the queue. Done again it changes
    /// nothing, and reads back what became of it.
    /// </summary>
    public static Transaction Move(QueueKind kind, string name, Entry seen, long lease)
    {
        var claim = kind.NameKey(name, QueueEntry.Read(seen.Value).Who);
        var readBack = ImmutableArray.Create(
            Operation.Range(RangeQuery.Of(seen.Key)), Operation.Range(First(kind, name) with { KeysOnly = true }));
        return new Transaction
        {
            When = [Compare.ModifiedAt(seen.Key, seen.ModRevision)],
            Then =
            [
                Operation.Put(seen.Key, seen.Value, lease),
                .. claim is null ? [] : ImmutableArray.Create(Operation.Put(claim, ReadOnlyMemory<byte>.Empty, lease)),
                .. readBack,
            ],
            // A read, and yet to be taken through the log: see Verify.
            Else = [.. readBack, Nothing(kind, name)],
        };
    }

    /// <summary>Reads what <see cref="Move"/> did: the own place (token 0: it is gone), and the lease that it is under now.</summary>
    public static (QueueLook Look, long Lease) Moved(TransactionResult result) =>
        result.Ranges[0].First is { } own ? (LookAt(own, result), own.Lease) : (new QueueLook(0, "", false, result.Revision), 0);

    /// <summary>
    /// Reads one's own key and the first one of the queue. The deletion of a key that never exists makes the store take it
    /// through its log as a write, without a revision of its own: no member can answer it from an old picture, as happened with plain reads.
    /// </summary>
    public static Transaction Verify(QueueKind kind, string name, long place)
    {
        var key = kind.Key(name, place);
        return new Transaction
        {
            When = [Compare.Exists(key)],
            Then = [Operation.Range(RangeQuery.Of(key)), Operation.Range(First(kind, name) with { KeysOnly = true }), Nothing(kind, name)],
            Else = [Nothing(kind, name)],
        };
    }

    /// <summary>Reads what <see cref="Verify"/> found.</summary>
    public static QueueLook Look(TransactionResult result)
    {
        if (!result.Succeeded || result.Ranges[0].First is not { } own) return new QueueLook(0, "", false, result.Revision);
        return LookAt(own, result);
    }

    /// <summary>Deletes the claim of a name if it is the one of this token: both were written at the same revision.</summary>
    public static Transaction FreeName(string claim, long token) => new() { When = [Compare.CreatedAt(claim, token)], Then = [Operation.Delete(claim)] };

    /// <summary>Who leads, taken through the store's log.</summary>
    public static Transaction VerifyFirst(QueueKind kind, string name) =>
        new() { Then = [Operation.Range(First(kind, name)), Nothing(kind, name)] };

    /// <summary>Asks for the first of a queue.</summary>
    public static RangeQuery First(QueueKind kind, string name) =>
        RangeQuery.Under(kind.Prefix(name)) with { Order = RangeOrder.CreateRevision, Limit = 1 };

    /// <summary>Asks for those before a token, the nearest first.</summary>
    public static RangeQuery Before(QueueKind kind, string name, long token) => RangeQuery.Under(kind.Prefix(name)) with
    {
        Order = RangeOrder.CreateRevisionDescending, MaxCreateRevision = token - 1, KeysOnly = true, Limit = MaxCounted,
    };

    /// <summary>Reads what <see cref="Before"/> found.</summary>
    public static QueuePlace Place(RangeResult result) => new(result.Entries.Length, result.First?.Key, result.Revision);

    private static QueueLook LookAt(Entry own, TransactionResult result) =>
        new(own.CreateRevision, QueueEntry.Read(own.Value).Who, result.Ranges[1].First?.Key == own.Key, result.Revision);

    private static Operation Nothing(QueueKind kind, string name) => Operation.Delete(kind.Prefix(name) + "-");
}
