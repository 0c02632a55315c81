using Perdure.Console.Alerts;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Nodes.Coordination;
using Perdure.Nodes.Durability;
using Perdure.Supervision;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Objectives;

namespace Perdure.Nodes;

/// <summary>The running node as the admin API sees it: the gateway, the supervisor, the reloads and the agreement with others in one picture.</summary>
internal sealed class NodeView(
    GatewayServer gateway, ProcessSupervisor processes, Reloader reloader, NodeFollowers followers, NodeCoordination coordination,
    NodeDurability durability, NodeAlerts alerts, NodeObjectives objectives, string file) : INodeView
{
    /// <inheritdoc/>
    public NodeStatus Status()
    {
        var model = gateway.Model;
        return new NodeStatus
        {
            Node = model.Node.Id,
            System = model.Name,
            State = KebabCase.Of(gateway.State),
            Version = ProductVersion.Text,
            StartedAt = gateway.StartedAt,
            Plan = new PlanStatus(gateway.PlanVersion, gateway.PlanLoadedAt, file),
            LastReload = reloader.Last,
            Coordination = followers.Status(),
            Durability = durability.Status() is { } kept ? kept with { HeldRoutes = [.. gateway.HeldRoutes] } : null,
            Listeners = [.. gateway.Listeners.Select(bound => new ListenerStatus(bound.Name, "http", bound.Address.ToString(), bound.Tls))],
            Alerts = AlertSummary.Of(alerts),
            Objectives = ObjectiveSummary.Of(objectives.Current),
            Totals = Totals(),
            Tiers = OverloadView.Tiers(gateway),
            TierHeaders = OverloadView.Headers(gateway),
            Guard = OverloadView.Guard(gateway),
            Cache = Cache(model),
            Routes = Routes(),
        };
    }

    /// <inheritdoc/>
    public ServiceList Services()
    {
        var running = processes.Status().ToDictionary(process => (process.Service, process.Instance), ProcessView.Of);
        var nowMs = gateway.NowMs;
        return new ServiceList([.. gateway.Services.Select(service => ServiceView.Of(service, running, gateway.StartedAt, nowMs))]);
    }

    /// <inheritdoc/>
    public RouteCountList RouteCounts() => new(RouteCountList.Bounds, [.. gateway.Routes.Select(Perdure.Console.Nodes.RouteCounts.Of).OfType<RouteCounts>()]);

    /// <inheritdoc/>
    public IReadOnlyList<HealthCheck> Checks()
    {
        var state = gateway.State;
        return
        [
            new HealthCheck("process", true, Liveness: true),
            // After a hand-over the node is as ready as before: it is another process that serves it.
            new HealthCheck("gateway", state is GatewayState.Ready or GatewayState.HandedOver, KebabCase.Of(state)),
            CoordinationStatusView.Check(coordination.Store),
            .. durability.Check() is { } kept ? [kept] : Array.Empty<HealthCheck>(),
        ];
    }

    /// <inheritdoc/>
    public Task<ActionResult> ActAsync(
        string service, string instance, InstanceAction action, string by, CancellationToken cancellationToken) =>
        followers.Actions.ActAsync(service, instance, action, by, cancellationToken);

    private CacheStoreStatus? Cache(SystemModel model)
    {
        if (model.Routes.All(route => route.Cache is null))
            return null;
        var cache = gateway.Cache;
        return new CacheStoreStatus(cache.Answers, cache.Bytes, cache.MaxBytes, cache.Evicted);
    }

    // A reload in between may have changed the one and not the other.
    private IReadOnlyList<RouteStatus> Routes()
    {
        var declared = gateway.Model.Routes.ToDictionary(route => route.Name);
        return [.. gateway.Routes.Where(route => declared.ContainsKey(route.Name)).Select(route => RouteView.Of(declared[route.Name], route))];
    }

    private RequestTotals Totals()
    {
        var counters = gateway.Services.Select(service => service.Counters).ToArray();
        return new RequestTotals(
            counters.Sum(counter => counter.Requests),
            counters.Sum(counter => counter.Good),
            counters.Sum(counter => counter.Failed),
            counters.Sum(counter => counter.Retries + counter.ConnectRetries));
    }
}
