namespace Perdure.Client.Queues;

/// <summary>Something that happened to a worker.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">With which node.</param>
/// <param name="Job">The job; null when it is about the node alone.</param>
/// <param name="Error">What went wrong; null: nothing.</param>
public sealed record QueueWorkEvent(QueueWorkEventKind Kind, Uri Node, LeasedJob? Job = null, Exception? Error = null);
