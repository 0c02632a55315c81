using System.Collections.Immutable;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>How configuration and roll-out stand in the store, as read for a change of them.</summary>
internal sealed record HeldConfiguration(Entry? CurrentEntry, Entry? RolloutEntry, ImmutableArray<long> History)
{
    public ConfigurationDocument? Current { get; } =
        CurrentEntry is null ? null : SharedJson.Read(CurrentEntry.Value, SharedJson.Store.ConfigurationDocument) ?? throw NotReadable(SharedKeys.Current);

    public StagedRollout? Rollout { get; } =
        RolloutEntry is null ? null : SharedJson.Read(RolloutEntry.Value, SharedJson.Store.RolloutDocument)?.ToRollout();

    /// <summary>The version in force; 0: none yet.</summary>
    public long Version => Current?.Version ?? 0;

    public bool IsRolling => Rollout is { State: RolloutState.Running } && Rollout.Version == Version;

    private static CoordinationException NotReadable(string key) => new(
        CoordinationFailure.Incompatible, $"{key} in the store is not readable: a newer version of Perdure or somebody else wrote it. Update this node, or delete the key.");
}
