using System.Collections.Immutable;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Routing;

/// <summary>The routes in the order they were written; the first that matches wins. Immutable, thread-safe.</summary>
public sealed class RouteTable(ImmutableArray<CompiledRoute> routes)
{
    /// <summary>The routes.</summary>
    public ImmutableArray<CompiledRoute> Routes { get; } = routes;

    /// <summary>The request's route, or null.</summary>
    public CompiledRoute? Find(Exchange exchange)
    {
        foreach (var route in Routes)
        {
            if (route.Matches(exchange))
                return route;
        }

        return null;
    }
}
