using Perdure.Console.Nodes;
using Perdure.Model;

namespace Perdure.Console.Topology;

/// <summary>The answer of <c>GET /api/v1/topology</c>: what there is and what leads where, by the plan in force.</summary>
/// <param name="Regions">The regions in the order of the system file; empty when it declares none.</param>
/// <param name="Listeners">Where clients come in.</param>
/// <param name="Routes">The routes, in the order in which they are tried.</param>
/// <param name="Services">The services, in the order of the system file.</param>
public sealed record TopologyAnswer(
    IReadOnlyList<TopologyRegion> Regions, IReadOnlyList<TopologyListener> Listeners, IReadOnlyList<TopologyRoute> Routes, IReadOnlyList<TopologyService> Services)
{
    /// <summary>The picture of a plan.</summary>
    /// <param name="model">The plan in force.</param>
    /// <param name="listeners">The sockets that are open.</param>
    public static TopologyAnswer Of(SystemModel model, IReadOnlyList<ListenerStatus> listeners)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(listeners);
        return new TopologyAnswer(
            [.. model.Topology.Regions.Select(region => new TopologyRegion(region.Name, region.Zones))],
            [.. listeners.Select(listener => new TopologyListener(listener.Name, $"{(listener.Tls ? "https" : "http")}://{listener.Address}"))],
            [.. model.Routes.Select(TopologyRoute.Of)],
            [.. model.Services.Select(TopologyService.Of)]);
    }
}
