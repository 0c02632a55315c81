namespace Perdure.Console.Nodes;

/// <summary>The answer of <c>GET /api/v1/services</c>.</summary>
/// <param name="Services">In the order of the system file.</param>
public sealed record ServiceList(IReadOnlyList<ServiceStatus> Services);
