using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>A queue with its first one.</summary>
internal sealed record QueueSummary(string Name, Entry? First, int Length, long Revision);
