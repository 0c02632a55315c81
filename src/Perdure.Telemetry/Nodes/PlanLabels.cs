using System.Collections.Immutable;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Planning;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Nodes;

/// <summary>The labels of all that a plan names, rendered once for each plan. Immutable.</summary>
internal sealed class PlanLabels
{
    private PlanLabels(ImmutableArray<ServiceRuntime> services, ImmutableArray<RouteRuntime> routes)
    {
        (PlanServices, PlanRoutes) = (services, routes);
        Services = [.. services.Select(service => LabelSet.Of((MeterTags.Service, service.Name)))];
        Routes = [.. routes.Select(route => LabelSet.Of((MeterTags.Route, route.Name)))];
        Instances =
        [
            .. services.Select(service => service.Pool.Instances
                .Select(instance => LabelSet.Of((MeterTags.Service, service.Name), (MeterTags.Instance, instance.Id))).ToImmutableArray()),
        ];
    }

    public ImmutableArray<ServiceRuntime> PlanServices { get; }

    public ImmutableArray<RouteRuntime> PlanRoutes { get; }

    /// <summary>Of each service.</summary>
    public ImmutableArray<LabelSet> Services { get; }

    /// <summary>Of each route.</summary>
    public ImmutableArray<LabelSet> Routes { get; }

    /// <summary>Of each instance of each service.</summary>
    public ImmutableArray<ImmutableArray<LabelSet>> Instances { get; }

    /// <summary>Those of this plan: the known ones if they are of it.</summary>
    public static PlanLabels Of(ImmutableArray<ServiceRuntime> services, ImmutableArray<RouteRuntime> routes, PlanLabels? known) =>
        known is not null && known.PlanServices == services && known.PlanRoutes == routes ? known : new PlanLabels(services, routes);
}
