using Perdure.Gateway.Admission;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Limits;
using Perdure.Gateway.Metering;

namespace Perdure.Gateway.Planning;

/// <summary>A route as it runs: the live state that outlasts reloads. Thread-safe.</summary>
public sealed class RouteRuntime
{
    internal RouteRuntime(string name, RouteCounters counters, RouteLimit? limit, BulkheadRuntime? bulkhead = null)
    {
        Name = name;
        Counters = counters;
        Limit = limit;
        Bulkhead = bulkhead;
    }

    /// <summary>The route's name.</summary>
    public string Name { get; }

    /// <summary>What became of its requests before any instance was asked.</summary>
    public RouteCounters Counters { get; }

    /// <summary>Its requests by outcome and tier, and their times; null when metrics are off.</summary>
    public RouteMeter? Meter { get; internal init; }

    /// <summary>Its bulkhead; null when it has none.</summary>
    public BulkheadRuntime? Bulkhead { get; }

    /// <summary>Whether it has a cache.</summary>
    public bool HasCache => Cache is not null;

    /// <summary>Its cache, whose answers are kept over reloads as long as the service stays the same; null when it has none.</summary>
    internal RouteCache? Cache { get; init; }

    /// <summary>Whether its deferred requests can be sent just now.</summary>
    internal ReplayPace Pace { get; init; } = new();

    /// <summary>Its rate limit, kept over reloads as long as the rule stays the same; null when it has none.</summary>
    internal RouteLimit? Limit { get; }
}
