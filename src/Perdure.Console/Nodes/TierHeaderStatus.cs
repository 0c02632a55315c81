namespace Perdure.Console.Nodes;

/// <summary>What became of headers that claim a tier (<c>listeners[].tierHeader</c>), since the start of the node.</summary>
/// <param name="Taken">From trusted proxies: believed and handed on.</param>
/// <param name="Ignored">From anybody else, or with a tier that there is not: taken out of the request. Many of them mean that somebody tries.</param>
public sealed record TierHeaderStatus(long Taken, long Ignored);
