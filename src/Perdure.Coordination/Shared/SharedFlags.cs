using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>The flags that somebody has set, the same on every node. Thread-safe.</summary>
public sealed class SharedFlags : ISharedView
{
    /// <summary>How many flags may be set at most.</summary>
    public const int MaxFlags = 1_000;

    private readonly SharedLedger _ledger;
    private ImmutableDictionary<string, FlagState> _current = ImmutableDictionary.Create<string, FlagState>(StringComparer.Ordinal);

    internal SharedFlags(SharedLedger ledger)
    {
        _ledger = ledger;
        ledger.Attach(this);
    }

    /// <summary>What is set, by name; a new dictionary after each change.</summary>
    public IReadOnlyDictionary<string, FlagState> Current => Volatile.Read(ref _current);

    /// <summary>Sets a flag.</summary>
    /// <param name="flag">1 to 128 of letters, digits, dot, underscore and hyphen.</param>
    /// <param name="setting">0 to 100 percent.</param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">A name or a number is out of range.</exception>
    /// <exception cref="CoordinationException">The store refuses, or there are too many flags; nothing was done.</exception>
    /// <exception cref="ConflictException">Others changed it all the time; nothing was done.</exception>
    public Task<ChangeReach> SetAsync(string flag, FlagSetting setting, string by, CancellationToken cancellationToken = default)
    {
        var key = SharedKeys.Flag(flag);
        SharedKeys.CheckBy(by);
        if (setting.Percent is < 0 or > 100) throw new ArgumentException($"{setting.Percent} % is no setting of a flag: use 0 to 100", nameof(setting));
        return _ledger.ChangeAsync(
            key,
            (_, stamp) =>
            {
                if (!_current.ContainsKey(flag) && _current.Count >= MaxFlags)
                {
                    throw new CoordinationException(
                        CoordinationFailure.TooLarge, $"{MaxFlags} flags are set already; nothing was done. Clear flags that are not used any more.");
                }
                var document = new FlagDocument { Percent = setting.Percent, Id = stamp.Id, By = stamp.By, At = stamp.At };
                return SharedJson.Write(document, SharedJson.Store.FlagDocument);
            },
            by,
            cancellationToken);
    }

    /// <summary>Takes back what was set: the default of the system file holds again. No error when nothing was set.</summary>
    public Task<ChangeReach> ClearAsync(string flag, string by, CancellationToken cancellationToken = default)
    {
        SharedKeys.CheckBy(by);
        return _ledger.ChangeAsync(SharedKeys.Flag(flag), (_, _) => null, by, cancellationToken);
    }

    void ISharedView.Refresh(string key, SharedPicture picture)
    {
        if (!key.StartsWith(SharedKeys.Flags, StringComparison.Ordinal)) return;
        var name = SharedKeys.FlagOf(key);
        var entry = picture.Find(key);
        var document = entry.Value is { } value ? SharedJson.Read(value, SharedJson.Store.FlagDocument) : null;
        Volatile.Write(ref _current, document?.Percent is { } percent and >= 0 and <= 100
            ? _current.SetItem(name, new FlagState(name, new FlagSetting(percent), document!.By, document.At, entry.Reach))
            : _current.Remove(name));
    }
}
