namespace Perdure.Coordination.Shared.Configuration;

/// <summary>What became of a change of the shared configuration.</summary>
/// <param name="Version">The version in force now.</param>
/// <param name="Changed">False: the text is that of the version in force already, no version was made.</param>
public readonly record struct ApplyOutcome(long Version, bool Changed);
