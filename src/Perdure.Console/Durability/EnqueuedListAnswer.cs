namespace Perdure.Console.Durability;

/// <summary>The jobs of a batch, in its order.</summary>
internal sealed record EnqueuedListAnswer(IReadOnlyList<EnqueuedAnswer> Jobs);
