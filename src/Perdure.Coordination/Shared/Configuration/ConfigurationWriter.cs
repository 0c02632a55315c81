using System.Collections.Immutable;
using System.Security.Cryptography;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>Makes changes of the configuration: read, plan, commit guarded by what was read. Needs the store.</summary>
internal sealed class ConfigurationWriter(ICoordinator coordinator, SharedLedger ledger, ConfigurationFeed feed)
{
    private const int MaxTries = 16;
    private const int MaxValueBytes = 1024 * 1024;

    /// <summary>Deletions in one transaction; what is left goes with the next version.</summary>
    private const int MaxTrim = 100;

    /// <summary>Makes a change.</summary>
    /// <param name="plan">From what stands in the store to the change; null: nothing is to be done. May throw. May be called several times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The version in force, and whether it is new.</returns>
    public async Task<ApplyOutcome> ChangeAsync(
        Func<HeldConfiguration, string, Task<ConfigurationChange?>> plan, CancellationToken cancellationToken)
    {
        RefuseWhileLost();
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var unknown = false;
        var attempted = 0L;
        try
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var held = await ReadAsync(cancellationToken);
                // After an unknown outcome: was it done after all? The history knows, even when others have gone on since. Asked after the
                // read: what is done in between then shows here or fails the guard.
                if (unknown && await FindAsync(attempted, cancellationToken) is { } made && made.Id == id) return new ApplyOutcome(attempted, Changed: true);
                if (await plan(held, id) is not { } change) return new ApplyOutcome(held.Version, Changed: false);
                var result = await CommitAsync(held, change, cancellationToken);
                if (result == true) return new ApplyOutcome(change.Document!.Version, Changed: true);
                unknown |= result is null;
                attempted = change.Document!.Version;
            }
        }
        catch (CoordinationException e) when (unknown && e.IsTransient)
        {
            throw new CoordinationException(
                CoordinationFailure.UnknownOutcome,
                $"It is not known whether version {attempted} of the shared configuration was made: {e.Message} Look at the history when the store is back.", e);
        }
        throw new ConflictException("The shared configuration was changed by others all the time; nothing was done. Try again.");
    }

    /// <summary>One guarded step.</summary>
    /// <returns>Whether it was done; false: somebody was first; null: it is not known.</returns>
    public async Task<bool?> CommitAsync(HeldConfiguration held, ConfigurationChange change, CancellationToken cancellationToken)
    {
        var (transaction, current, rollout) = Prepare(held, change);
        try
        {
            var result = await coordinator.CommitAsync(transaction, cancellationToken);
            if (!result.Succeeded) return false;
            if (change.Document is { Withdrawn: false } text) feed.Learn(text);
            var written = new List<Entry>();
            if (current is not null) written.Add(new Entry(SharedKeys.Current, current, 0, result.Revision, 0, 0));
            if (rollout is not null) written.Add(new Entry(SharedKeys.Rollout, rollout, 0, result.Revision, 0, 0));
            ledger.Told(written, result.Revision);
            return true;
        }
        catch (CoordinationException e) when (e.Failure == CoordinationFailure.UnknownOutcome)
        {
            return null;
        }
    }

    public async Task<HeldConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        var current = await coordinator.RangeAsync(RangeQuery.Of(SharedKeys.Current), cancellationToken);
        var rollout = await coordinator.RangeAsync(RangeQuery.Of(SharedKeys.Rollout), cancellationToken);
        var history = await coordinator.RangeAsync(RangeQuery.Under(SharedKeys.History) with { KeysOnly = true }, cancellationToken);
        return new HeldConfiguration(
            current.First, rollout.First,
            [.. history.Entries.Select(e => SharedKeys.VersionOf(e.Key)).OfType<long>().Order()]);
    }

    public async Task<ConfigurationDocument?> FindAsync(long version, CancellationToken cancellationToken)
    {
        var found = await coordinator.RangeAsync(RangeQuery.Of(SharedKeys.Version(version)), cancellationToken);
        return found.First is { } entry ? SharedJson.Read(entry.Value, SharedJson.Store.ConfigurationDocument) : null;
    }

    private static (Transaction Transaction, byte[]? Current, byte[]? Rollout) Prepare(HeldConfiguration held, ConfigurationChange change)
    {
        byte[]? current = null;
        byte[]? rollout = null;
        var when = ImmutableArray.Create(
            Compare.ModifiedAt(SharedKeys.Current, held.CurrentEntry?.ModRevision ?? 0),
            Compare.ModifiedAt(SharedKeys.Rollout, held.RolloutEntry?.ModRevision ?? 0));
        var then = ImmutableArray.CreateBuilder<Operation>();
        if (change.Document is { } document)
        {
            var key = SharedKeys.Version(document.Version);
            var full = SharedJson.Write(document, SharedJson.Store.ConfigurationDocument);
            if (full.Length > MaxValueBytes)
            {
                throw new ArgumentException(
                    $"the text takes {full.Length} bytes in the store, which holds {MaxValueBytes}: many of its characters have to be escaped. Make it shorter.");
            }
            current = SharedJson.Write(document with { Text = null }, SharedJson.Store.ConfigurationDocument);
            then.Add(Operation.Put(key, full));
            then.Add(Operation.Put(SharedKeys.Current, current));
            var surplus = held.History.Length + 1 - SharedConfiguration.MaxHistory;
            foreach (var old in held.History.Where(v => v < document.Version).Take(Math.Clamp(surplus, 0, MaxTrim)))
            {
                then.Add(Operation.Delete(SharedKeys.Version(old)));
            }
        }
        if (change.Rollout is not null)
        {
            rollout = SharedJson.Write(RolloutDocument.Of(change.Rollout), SharedJson.Store.RolloutDocument);
            then.Add(Operation.Put(SharedKeys.Rollout, rollout));
        }
        return (new Transaction { When = when, Then = then.ToImmutable() }, current, rollout);
    }

    private void RefuseWhileLost()
    {
        var status = coordinator.Status;
        if (status.State is not (StoreState.Lost or StoreState.Refused)) return;
        throw new CoordinationException(
            CoordinationFailure.Unavailable,
            $"The shared configuration cannot be changed while the store ({status.Location}) is lost; the last known one stays in force. {status.Problem}");
    }
}
