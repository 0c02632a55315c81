using Perdure.Client.Queues;

namespace Perdure.Client.Transport;

/// <summary>Jobs that were enqueued.</summary>
internal sealed record EnqueuedWire(IReadOnlyList<EnqueuedJob> Jobs);
