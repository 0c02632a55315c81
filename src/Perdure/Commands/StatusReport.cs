using Perdure.Console.Nodes;

namespace Perdure.Commands;

/// <summary>What <c>perdure status --output json</c> writes: two answers of the API in one object.</summary>
/// <param name="Node">The answer of <c>/api/v1/status</c>.</param>
/// <param name="Services">The services of <c>/api/v1/services</c>.</param>
internal sealed record StatusReport(NodeStatus Node, IReadOnlyList<ServiceStatus> Services);
