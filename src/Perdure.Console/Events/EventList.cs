using Perdure.Telemetry.Events;

namespace Perdure.Console.Events;

/// <summary>The answer of <c>GET /api/v1/events</c>.</summary>
/// <param name="Events">The newest last.</param>
/// <param name="Last">The number of the newest event of the node, shown here or not: where to go on.</param>
/// <param name="Began">When the node began to count them: another time than before is another process, which counts from 1.</param>
public sealed record EventList(IReadOnlyList<JournalEvent> Events, long Last, DateTimeOffset Began);
