namespace Perdure.Console.Nodes;

/// <summary>Counts since the start of the node.</summary>
/// <param name="Requests">Requests that reached a service.</param>
/// <param name="Good">Those that were answered with a status below 500.</param>
/// <param name="Failed">Those that were not.</param>
/// <param name="Retries">Attempts beyond the first.</param>
public sealed record RequestTotals(long Requests, long Good, long Failed, long Retries);
