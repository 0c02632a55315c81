using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>What of the configuration is in force, with the texts. Immutable; pure.</summary>
/// <param name="Latest">The newest version; null: none yet.</param>
/// <param name="Current">Its text; null when there is none, or it was withdrawn.</param>
/// <param name="From">While a staged roll-out runs, what was in force before it; null: the nodes' own files.</param>
/// <param name="Rollout">The newest staged roll-out.</param>
internal sealed record ConfigurationPicture(
    ConfigurationVersion? Latest, AppliedConfiguration? Current, AppliedConfiguration? From, StagedRollout? Rollout)
{
    public static ConfigurationPicture Empty { get; } = new(null, null, null, null);

    public AppliedConfiguration? TargetFor(string node) =>
        Rollout is { State: RolloutState.Running } rollout && rollout.Version == Latest?.Version && !rollout.Reaches(node) ? From : Current;
}
