namespace Perdure.Coordination.Membership;

/// <summary>A group that has members.</summary>
/// <param name="Name">The group.</param>
/// <param name="Members">How many.</param>
public sealed record GroupRecord(string Name, int Members);
