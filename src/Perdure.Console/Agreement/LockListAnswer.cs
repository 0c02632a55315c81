namespace Perdure.Console.Agreement;

/// <summary>The locks that are held.</summary>
internal sealed record LockListAnswer(IReadOnlyList<LockAnswer> Locks);
