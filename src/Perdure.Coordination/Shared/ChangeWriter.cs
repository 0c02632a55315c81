using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// Writes one change, guarded by what was known of the key when it was made. After an unknown outcome the key is read and the change is
/// looked for by its id; only when the key has not moved is it written again, under the same guard, so that it can be done only once.
/// </summary>
internal sealed class ChangeWriter(ICoordinator coordinator)
{
    private const int MaxTries = 4;

    private readonly TombstoneLease _tombstones = new(coordinator);

    /// <summary>Writes a change. Not thread-safe: one at a time.</summary>
    public async Task<WriteOutcome> WriteAsync(PendingChange change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            WriteOutcome? outcome = null;
            try
            {
                outcome = await CommitAsync(change, cancellationToken);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.UnknownOutcome)
            {
                outcome = await ReadBackAsync(change, cancellationToken);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.LeaseGone)
            {
                _tombstones.Forget();
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.Unavailable)
            {
                return WriteOutcome.Unresolved;
            }
            if (outcome is { } known) return known;
        }
        return WriteOutcome.Unresolved;
    }

    /// <summary>Whether what stands in the store is an earlier change of this node whose outcome was not known.</summary>
    public static bool IsEarlier(PendingChange change, Entry entry) => IdOf(entry) is { Length: > 0 } id && change.Earlier.Contains(id);

    private async Task<WriteOutcome> CommitAsync(PendingChange change, CancellationToken cancellationToken)
    {
        var lease = change.Value is null ? await _tombstones.GetAsync(cancellationToken) : 0;
        var value = change.ToStored();
        var result = await coordinator.CommitAsync(
            new Transaction
            {
                When = [Compare.ModifiedAt(change.Key, change.Base)],
                Then = [Operation.Put(change.Key, value, lease)],
                Else = [Operation.Range(RangeQuery.Of(change.Key))],
            },
            cancellationToken);
        return result.Succeeded
            ? new WriteOutcome(WriteOutcome.Result.Done, new Entry(change.Key, value, 0, result.Revision, 0, lease), result.Revision)
            : Judge(change, result.Ranges[0].First, result.Revision);
    }

    /// <summary>Null: the key stands as it stood before; whether the change is still on its way cannot be known.</summary>
    private async Task<WriteOutcome?> ReadBackAsync(PendingChange change, CancellationToken cancellationToken)
    {
        try
        {
            var found = await coordinator.RangeAsync(RangeQuery.Of(change.Key), cancellationToken);
            return (found.First?.ModRevision ?? 0) == change.Base ? null : Judge(change, found.First, found.Revision);
        }
        catch (CoordinationException e) when (e.IsTransient)
        {
            return WriteOutcome.Unresolved;
        }
    }

    private static WriteOutcome Judge(PendingChange change, Entry? entry, long revision)
    {
        var isDone = entry is not null && IdOf(entry) == change.Id;
        return new WriteOutcome(isDone ? WriteOutcome.Result.Done : WriteOutcome.Result.Moved, entry, revision);
    }

    private static string? IdOf(Entry entry) => SharedJson.Read(entry.Value, SharedJson.Store.ChangeStamp)?.Id;
}
