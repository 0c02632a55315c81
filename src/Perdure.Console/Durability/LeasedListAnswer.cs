namespace Perdure.Console.Durability;

/// <summary>The jobs that a worker has now; none when none was due.</summary>
internal sealed record LeasedListAnswer(IReadOnlyList<LeasedJobAnswer> Jobs, string Node);
