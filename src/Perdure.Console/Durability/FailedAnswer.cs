namespace Perdure.Console.Durability;

/// <summary>What became of a job whose attempt failed: <c>pending</c> and when it is due, or <c>dead</c>.</summary>
internal sealed record FailedAnswer(string State, DateTimeOffset? DueAt);
