namespace Perdure.Client.Transport;

/// <summary>Jobs that are enqueued, all or none.</summary>
internal sealed record EnqueueWire(IReadOnlyList<JobWire> Jobs);
