using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// Writes one change, guarded by what was known of the key when it was made. After an unknown outcome the key is read and the change is
/// looked for by its id; only when the key has not moved is it written again, under the same guard, so that it can be done only once.
/// </summary>
internal static class ChangeWriter
{
    private const int MaxTries = 4;

    public static async Task<WriteOutcome> WriteAsync(ICoordinator coordinator, PendingChange change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            WriteOutcome? outcome;
            try
            {
                outcome = await CommitAsync(coordinator, change, cancellationToken);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.UnknownOutcome)
            {
                outcome = await ReadBackAsync(coordinator, change, cancellationToken);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.Unavailable)
            {
                return WriteOutcome.Unresolved;
            }
            if (outcome is { } known) return known;
        }
        return WriteOutcome.Unresolved;
    }

    private static async Task<WriteOutcome?> CommitAsync(ICoordinator coordinator, PendingChange change, CancellationToken cancellationToken)
    {
        var result = await coordinator.CommitAsync(
            new Transaction
            {
                When = [Compare.ModifiedAt(change.Key, change.Base)],
                Then = [change.Value is null ? Operation.Delete(change.Key) : Operation.Put(change.Key, change.Value)],
                Else = [Operation.Range(RangeQuery.Of(change.Key))],
            },
            cancellationToken);
        if (!result.Succeeded) return Judge(change, result.Ranges[0].First, result.Revision);
        var entry = change.Value is null ? null : new Entry(change.Key, change.Value, 0, result.Revision, 0, 0);
        return new WriteOutcome(WriteOutcome.Result.Done, entry, result.Revision);
    }

    /// <summary>Null: the key stands as it stood before; whether the change is still on its way cannot be known.</summary>
    private static async Task<WriteOutcome?> ReadBackAsync(ICoordinator coordinator, PendingChange change, CancellationToken cancellationToken)
    {
        try
        {
            var found = await coordinator.RangeAsync(RangeQuery.Of(change.Key), cancellationToken);
            var entry = found.First;
            var unmoved = (entry?.ModRevision ?? 0) == change.Base;
            return unmoved && (entry is not null || change.Value is not null) ? null : Judge(change, entry, found.Revision);
        }
        catch (CoordinationException e) when (e.IsTransient)
        {
            return WriteOutcome.Unresolved;
        }
    }

    private static WriteOutcome Judge(PendingChange change, Entry? entry, long revision)
    {
        var done = entry is null ? change.Value is null : IdOf(entry) == change.Id;
        return new WriteOutcome(done ? WriteOutcome.Result.Done : WriteOutcome.Result.Moved, entry, revision);
    }

    /// <summary>Whether what stands in the store is an earlier change of this node whose outcome was not known.</summary>
    public static bool IsEarlier(PendingChange change, Entry? entry) =>
        entry is null ? change.EarlierDeleted && change.Base != 0 : IdOf(entry) is { Length: > 0 } id && change.Earlier.Contains(id);

    private static string? IdOf(Entry entry) => SharedJson.Read(entry.Value, SharedJson.Store.ChangeStamp)?.Id;
}
