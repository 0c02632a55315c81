using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>
/// Puts together what is in force. The store's picture has the versions only; their texts are fetched from the history, and a new picture is
/// shown when all its texts are there: a node never sees half a change. Thread-safe.
/// </summary>
internal sealed class ConfigurationFeed : ISharedView
{
    private readonly SharedLedger _ledger;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private ImmutableDictionary<long, ConfigurationDocument> _texts;
    private ImmutableArray<long> _missing = [];
    private ConfigurationPicture _picture = ConfigurationPicture.Empty;
    private string? _problem;

    public ConfigurationFeed(SharedLedger ledger, IEnumerable<ConfigurationDocument> texts, ILogger log)
    {
        _ledger = ledger;
        _log = log;
        _texts = texts.ToImmutableDictionary(t => t.Version);
        ledger.Attach(this);
    }

    public ConfigurationPicture Picture => Volatile.Read(ref _picture);

    /// <summary>The texts that are in force, for the file.</summary>
    public IEnumerable<ConfigurationDocument> Texts => Volatile.Read(ref _texts).Values;

    public string? Problem => Volatile.Read(ref _problem);

    public bool IsComplete => _missing.IsEmpty;

    void ISharedView.Refresh(string key, SharedPicture picture)
    {
        if (key is not (SharedKeys.Current or SharedKeys.Rollout)) return;
        lock (_lock)
        {
            var current = Read(picture.Stored(SharedKeys.Current), SharedJson.Store.ConfigurationDocument);
            var rollout = Read(picture.Stored(SharedKeys.Rollout), SharedJson.Store.RolloutDocument)?.ToRollout();
            var running = rollout is { State: RolloutState.Running } && rollout.Version == current?.Version;
            var needed = new List<long>();
            if (current is { Withdrawn: false }) needed.Add(current.Version);
            if (running && rollout!.From > 0) needed.Add(rollout.From);
            _missing = [.. needed.Where(v => !_texts.ContainsKey(v))];
            if (!_missing.IsEmpty) return;
            Volatile.Write(ref _texts, _texts.RemoveRange(_texts.Keys.Except(needed).ToArray()));
            if (current is not null && current.Version != _picture.Latest?.Version) CoordinationLog.ConfigurationInForce(_log, current.Version, current.By);
            Volatile.Write(ref _picture, new ConfigurationPicture(
                current?.ToVersion(),
                current is { Withdrawn: false } ? _texts[current.Version].ToApplied() : null,
                running && rollout!.From > 0 ? _texts[rollout.From].ToApplied() : null,
                rollout));
            Volatile.Write(ref _problem, null);
        }
    }

    /// <summary>Takes in a text that is known already, before its version is shown.</summary>
    public void Learn(ConfigurationDocument text)
    {
        lock (_lock) Volatile.Write(ref _texts, _texts.SetItem(text.Version, text));
    }

    /// <summary>Fetches the texts that are missing.</summary>
    /// <returns>Whether none is.</returns>
    public async Task<bool> FetchAsync(ICoordinator coordinator, CancellationToken cancellationToken)
    {
        var learned = false;
        foreach (var version in _missing)
        {
            var found = await coordinator.RangeAsync(RangeQuery.Of(SharedKeys.Version(version)), cancellationToken);
            if (Read(found.First, SharedJson.Store.ConfigurationDocument) is { } document)
            {
                Learn(document);
                learned = true;
            }
            else
            {
                var problem = $"Version {version} of the shared configuration is in force, but {SharedKeys.Version(version)} is not in the store or " +
                    "not readable: this node goes on with what it has. Apply the configuration again.";
                if (Interlocked.Exchange(ref _problem, problem) != problem) CoordinationLog.TextMissing(_log, version);
            }
        }
        // Only then: whoever is told of a change looks here again.
        if (learned) _ledger.Refresh(SharedKeys.Current);
        return _missing.IsEmpty;
    }

    private static T? Read<T>(Entry? entry, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => entry is null ? null : SharedJson.Read(entry.Value, type);
}
