using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// Drains, ejections by hand and held breakers, the same on every node. What was said of an instance is kept when it leaves the system file
/// (it may come back); <see cref="Unused"/> lists such ones, <see cref="ClearAsync"/> removes them. Thread-safe.
/// </summary>
public sealed class SharedOverrides : ISharedView
{
    /// <summary>How many instances may have an override at most.</summary>
    public const int MaxOverrides = 10_000;

    private readonly SharedLedger _ledger;
    private ImmutableSortedDictionary<string, InstanceOverride> _byKey =
        ImmutableSortedDictionary.Create<string, InstanceOverride>(StringComparer.Ordinal);

    internal SharedOverrides(SharedLedger ledger)
    {
        _ledger = ledger;
        ledger.Attach(this);
    }

    /// <summary>All of them, by service and instance.</summary>
    public IReadOnlyList<InstanceOverride> All => [.. Volatile.Read(ref _byKey).Values];

    /// <summary>What was said of an instance; null for nothing.</summary>
    public InstanceOverride? Find(string service, string instance) =>
        Volatile.Read(ref _byKey).GetValueOrDefault(SharedKeys.Override(service, instance));

    /// <summary>Those of instances that are not known any more.</summary>
    /// <param name="isKnown">Whether a service has an instance, by their ids.</param>
    public IReadOnlyList<InstanceOverride> Unused(Func<string, string, bool> isKnown) => [.. All.Where(o => !isKnown(o.Service, o.Instance))];

    /// <summary>Changes what is said of an instance, on top of the newest that the store has.</summary>
    /// <param name="service">The service; its name as in the system file.</param>
    /// <param name="instance">The id of the instance.</param>
    /// <param name="change">
    /// From the present override (an empty one when there is none) to the new one. May be called several times; only the three settings are
    /// taken from what it returns.
    /// </param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    /// <exception cref="CoordinationException">The store refuses, or there are too many overrides; nothing was done.</exception>
    /// <exception cref="ConflictException">Others changed it all the time; nothing was done.</exception>
    public Task<ChangeReach> SetAsync(
        string service, string instance, Func<InstanceOverride, InstanceOverride> change, string by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var key = SharedKeys.Override(service, instance);
        SharedKeys.CheckBy(by);
        return _ledger.ChangeAsync(
            key,
            (now, stamp) =>
            {
                var next = change(Parse(service, instance, now, default) ?? new InstanceOverride { Service = service, Instance = instance });
                if (next.IsEmpty) return null;
                if (!_byKey.ContainsKey(key) && _byKey.Count >= MaxOverrides)
                {
                    throw new CoordinationException(
                        CoordinationFailure.TooLarge,
                        $"{MaxOverrides} instances have overrides already; nothing was done. Clear those of instances that no file knows any more.");
                }
                var document = new OverrideDocument
                {
                    Drained = next.Drained, Ejected = next.Ejected, Breaker = next.Breaker, Id = stamp.Id, By = stamp.By, At = stamp.At,
                };
                return SharedJson.Write(document, SharedJson.Store.OverrideDocument);
            },
            by,
            cancellationToken);
    }

    /// <summary>Takes back everything that was said of an instance. No error when nothing was said.</summary>
    public Task<ChangeReach> ClearAsync(string service, string instance, string by, CancellationToken cancellationToken = default)
    {
        SharedKeys.CheckBy(by);
        return _ledger.ChangeAsync(SharedKeys.Override(service, instance), (_, _) => null, by, cancellationToken);
    }

    void ISharedView.Refresh(string key, SharedPicture picture)
    {
        if (!key.StartsWith(SharedKeys.Overrides, StringComparison.Ordinal)) return;
        var entry = picture.Find(key);
        var said = SharedKeys.OverrideOf(key) is var (service, instance) ? Parse(service, instance, entry.Value, entry.Reach) : null;
        Volatile.Write(ref _byKey, said is null or { IsEmpty: true } ? _byKey.Remove(key) : _byKey.SetItem(key, said));
    }

    private static InstanceOverride? Parse(string service, string instance, ReadOnlyMemory<byte>? value, ChangeReach reach)
    {
        var document = value is { } bytes ? SharedJson.Read(bytes, SharedJson.Store.OverrideDocument) : null;
        return document is null
            ? null
            : new InstanceOverride
            {
                Service = service, Instance = instance, Drained = document.Drained, Ejected = document.Ejected,
                Breaker = document.Breaker, By = document.By, At = document.At, Reach = reach,
            };
    }
}
