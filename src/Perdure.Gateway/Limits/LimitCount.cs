using Perdure.Resilience.RateLimiting;

namespace Perdure.Gateway.Limits;

/// <summary>A count of one of the limits that all nodes keep together.</summary>
/// <param name="Limit">Which limit: the route and its rule, so that nodes whose rules differ do not add up what does not belong together.</param>
/// <param name="Count">The count.</param>
public readonly record struct LimitCount(string Limit, ClusterCount Count);
