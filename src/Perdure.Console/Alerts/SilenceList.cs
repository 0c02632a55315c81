namespace Perdure.Console.Alerts;

/// <summary>The answer of <c>GET /api/v1/silences</c>.</summary>
/// <param name="Silences">Those that hold on this node, the one that ends first in front.</param>
public sealed record SilenceList(IReadOnlyList<SilenceStatus> Silences);
