using System.Collections.Immutable;
using Perdure.Gateway.Routing;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Model;

namespace Perdure.Gateway.Planning;

/// <summary>A system model compiled for serving. Immutable; requests go on with the plan they began with.</summary>
internal sealed record GatewayPlan(int Version, SystemModel Model, ImmutableArray<ServiceRuntime> Services, RouteTable Routes, DateTimeOffset LoadedAt)
{
    /// <summary>
    /// The ways to the instances as this plan was compiled. Kept here because a reload gives an instance that stays another endpoint.
    /// </summary>
    public ImmutableArray<Upstream> Endpoints { get; } =
        [.. Services.SelectMany(service => service.Pool.Instances).Select(instance => (Upstream)instance.Endpoint!)];

    /// <summary>The live state of the routes, in the order of the system file.</summary>
    public ImmutableArray<RouteRuntime> RouteRuntimes { get; } = [.. Routes.Routes.Select(route => route.Runtime)];

    /// <summary>How the priority of a request is found when something has to be turned away.</summary>
    public UserPriority? Users { get; init; }

    /// <summary>Which requests are kept as traces.</summary>
    public TraceRules Traces { get; } = new(Model.Telemetry.Traces);

    /// <summary>Whether there may be requests that were accepted to be sent later, now or under a plan before: their pages are answered.</summary>
    public bool KeepsRequests { get; } = Model.Durability is not null;

    /// <summary>A service by its name, or null.</summary>
    public ServiceRuntime? Find(string name)
    {
        foreach (var service in Services)
        {
            if (service.Name == name)
                return service;
        }

        return null;
    }
}
