namespace Perdure.Coordination.Queues;

/// <summary>Who is before one in a queue.</summary>
/// <param name="Ahead">How many; counted up to <see cref="QueueSteps.MaxCounted"/>.</param>
/// <param name="Predecessor">The key of the one right before; null when there is none.</param>
/// <param name="Revision">The revision of the store.</param>
internal readonly record struct QueuePlace(int Ahead, string? Predecessor, long Revision);
