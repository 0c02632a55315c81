namespace Perdure.Telemetry.Nodes;

/// <summary>How it stands with a node's durable store.</summary>
/// <param name="Open">Whether it can be used.</param>
/// <param name="Queues">Its queues; empty while it is not open.</param>
public sealed record DurableSample(bool Open, IReadOnlyList<QueueSample> Queues);
