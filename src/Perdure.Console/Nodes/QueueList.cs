namespace Perdure.Console.Nodes;

/// <summary>The answer of <c>GET /api/v1/queues</c>.</summary>
/// <param name="Queues">The declared ones in the order of the system file, then those that only have jobs.</param>
public sealed record QueueList(IReadOnlyList<QueueStatus> Queues);
