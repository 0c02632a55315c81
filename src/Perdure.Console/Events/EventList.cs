using Perdure.Telemetry.Events;

namespace Perdure.Console.Events;

/// <summary>The answer of <c>GET /api/v1/events</c>.</summary>
/// <param name="Events">The newest last.</param>
/// <param name="Last">The number of the newest event of the node, shown here or not: where to go on.</param>
public sealed record EventList(IReadOnlyList<JournalEvent> Events, long Last);
