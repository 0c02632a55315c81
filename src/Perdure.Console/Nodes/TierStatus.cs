namespace Perdure.Console.Nodes;

/// <summary>What became of the requests of one tier since the start of the node.</summary>
/// <param name="Tier"><c>critical</c>, <c>standard</c> or <c>optional</c>.</param>
/// <param name="Requests">Requests that reached a route.</param>
/// <param name="Shed">Those of them that were turned away because there was too much to do, by a bulkhead or by the node's guard.</param>
public sealed record TierStatus(string Tier, long Requests, long Shed);
