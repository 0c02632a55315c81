namespace Perdure.Client.Members;

/// <summary>A group that has members.</summary>
/// <param name="Name">The group.</param>
/// <param name="Members">How many.</param>
public sealed record GroupInfo(string Name, int Members);
