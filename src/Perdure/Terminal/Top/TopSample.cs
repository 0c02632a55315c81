using Perdure.Administration;
using Perdure.Console.Incidents;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;

namespace Perdure.Terminal.Top;

/// <summary>A node at one moment, as its admin API shows it. Immutable.</summary>
/// <param name="AtMs">When it was asked, in ms on a monotonic clock.</param>
/// <param name="Node">The node.</param>
/// <param name="Services">Its services.</param>
/// <param name="Routes">The counts of its routes.</param>
/// <param name="Objectives">Their objectives.</param>
/// <param name="Incidents">Its incidents.</param>
internal sealed record TopSample(
    long AtMs, NodeStatus Node, IReadOnlyList<ServiceStatus> Services, RouteCountList Routes, IReadOnlyList<ObjectiveStatus> Objectives, IReadOnlyList<IncidentSummary> Incidents)
{
    /// <summary>Asks for all of it at once.</summary>
    public static async Task<TopSample> TakeAsync(AdminClient client, TimeProvider time, CancellationToken cancellation)
    {
        var (node, services, routes) = (client.StatusAsync(cancellation), client.ServicesAsync(cancellation), client.RouteCountsAsync(cancellation));
        var (objectives, incidents) = (client.ObjectivesAsync(cancellation), client.IncidentsAsync(cancellation));
        await Task.WhenAll(node, services, routes, objectives, incidents);
        var atMs = (long)time.GetElapsedTime(0).TotalMilliseconds;
        return new TopSample(atMs, await node, (await services).Services, await routes, (await objectives).Slos, (await incidents).Incidents);
    }
}
