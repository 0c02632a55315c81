namespace Perdure.Console.Agreement;

/// <summary>Somebody else leads, or nobody does.</summary>
internal sealed record LeaderEvent(string Election, LeaderAnswer? Leader, long Revision);
