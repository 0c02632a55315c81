namespace Perdure.Console.Alerts;

/// <summary>The answer of <c>GET /api/v1/alerts</c>: what this node sees.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Alerts">The alerts; the firing ones first, the worst of them in front.</param>
/// <param name="Silences">The silences that hold on this node.</param>
/// <param name="Receivers">Who is told.</param>
public sealed record AlertList(string Node, IReadOnlyList<AlertStatus> Alerts, IReadOnlyList<SilenceStatus> Silences, IReadOnlyList<ReceiverStatus> Receivers);
