using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>A change of the configuration that is to be committed.</summary>
/// <param name="Document">The new version, with its text; null: it stays.</param>
/// <param name="Rollout">The staged roll-out from now on; null: it stays as it is.</param>
internal sealed record ConfigurationChange(ConfigurationDocument? Document, StagedRollout? Rollout);
