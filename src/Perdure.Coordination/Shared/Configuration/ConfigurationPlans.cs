using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>What changes of the configuration look like, given what stands in the store.</summary>
internal static class ConfigurationPlans
{
    public static ConflictException Moved(HeldConfiguration held, long expected) => new(held.Current is null
        ? $"Version {expected} was expected, but no configuration has been applied yet; nothing was done."
        : $"Version {expected} was expected, but {held.Current.By} has made version {held.Version} meanwhile; nothing was done. " +
          "Look at what changed, then apply again.")
    {
        Version = held.Version, By = held.Current?.By,
    };

    public static void RefuseWhileRolling(HeldConfiguration held)
    {
        if (!held.IsRolling) return;
        throw new ConflictException(
            $"Version {held.Version} by {held.Current!.By} is being rolled out node by node; nothing was done. Wait for its end, stop it, or roll back.")
        {
            Version = held.Version, By = held.Current.By,
        };
    }

    public static StagedRollout? Begin(HeldConfiguration held, ConfigurationDocument document, RolloutOptions? staged) => staged is null
        ? null
        : new StagedRollout
        {
            Version = document.Version, From = held.Current is { Withdrawn: false } current ? current.Version : 0,
            By = document.By, Options = staged, State = RolloutState.Running,
        };

    public static StagedRollout? Superseded(HeldConfiguration held, string by) => held.IsRolling
        ? held.Rollout! with { State = RolloutState.Superseded, Node = null, Reason = $"{by} made version {held.Version + 1} meanwhile" }
        : null;

    /// <summary>The version to roll back to.</summary>
    public static async Task<ConfigurationDocument> SourceAsync(
        ConfigurationWriter writer, HeldConfiguration held, long? version, CancellationToken cancellationToken)
    {
        if (version is { } wanted)
        {
            return await writer.FindAsync(wanted, cancellationToken) is { Withdrawn: false } found
                ? found
                : throw new KeyNotFoundException($"There is no version {wanted} to roll back to: it was never made, has no text, or is older than the last {SharedConfiguration.MaxHistory}.");
        }
        foreach (var earlier in held.History.Reverse().Where(v => v < held.Version))
        {
            var found = await writer.FindAsync(earlier, cancellationToken);
            if (found is { Withdrawn: false } && (held.Current!.Withdrawn || found.Digest != held.Current.Digest)) return found;
        }
        throw new KeyNotFoundException("There is no earlier version with another text to roll back to. Withdraw the configuration to let every node follow its own file.");
    }

    /// <summary>Stops the roll-out: what was in force before it becomes a new version, in the same transaction.</summary>
    public static async Task<ConfigurationChange?> SendBackAsync(
        ConfigurationWriter writer, HeldConfiguration held, string reason, ChangeStamp stamp, CancellationToken cancellationToken)
    {
        var rollout = held.Rollout!;
        var stopped = rollout with { State = RolloutState.Stopped, Node = null, Reason = reason };
        var comment = $"The roll-out of version {rollout.Version} was stopped: {reason}";
        var source = rollout.From > 0 ? await writer.FindAsync(rollout.From, cancellationToken) : null;
        var document = (source ?? new ConfigurationDocument { Version = 0, Withdrawn = true }) with
        {
            Version = held.Version + 1, RollbackOf = source?.Version, Comment = comment.Length > 1_000 ? comment[..1_000] : comment,
            Id = stamp.Id, By = stamp.By, At = stamp.At,
        };
        return new ConfigurationChange(document, stopped);
    }
}
