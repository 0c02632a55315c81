using System.Collections.Immutable;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hosting;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Hosts;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tracing;

namespace Perdure.Telemetry.Nodes;

/// <summary>
/// A node at the moment at which its metrics are read: what takes a lock or reads a file is read once, for all metrics. Counters are read when they are
/// written out. Immutable.
/// </summary>
public sealed class NodePicture
{
    internal NodePicture(MetricSources sources, PlanLabels labels, HostSample host, long droppedSeries)
    {
        Gateway = sources.Gateway;
        Node = sources.Node();
        Alerts = sources.Alerts();
        AccessLog = sources.AccessLog();
        Traces = sources.Traces;
        Objectives = sources.Objectives();
        Store = sources.Store?.Sample();
        StoreEngine = LabelSet.Of(("engine", sources.Store?.Engine ?? "none"));
        Host = host;
        Guard = sources.Gateway.Guard?.Snapshot();
        NowMs = sources.Gateway.NowMs;
        Uptime = sources.Time.GetUtcNow() - sources.Gateway.StartedAt;
        DroppedSeries = droppedSeries;
        Services = [.. labels.PlanServices.Select((service, at) => new ServicePicture(service, labels.Services[at], InstancesOf(labels, at)))];
        Routes = [.. labels.PlanRoutes.Select((route, at) => new RoutePicture(route, labels.Routes[at]))];
        Bulkheads =
        [
            .. from service in Services
               where service.Service.Bulkhead is not null
               select new BulkheadPicture(service.Service.Bulkhead!, service.Labels, service.Service.Bulkhead!.Snapshot()),
            .. from route in Routes
               where route.Route.Bulkhead is not null
               select new BulkheadPicture(route.Route.Bulkhead!, route.Labels, route.Route.Bulkhead!.Snapshot()),
        ];
    }

    /// <summary>The data plane.</summary>
    public GatewayServer Gateway { get; }

    /// <summary>What the gateway does not know.</summary>
    public NodeSample Node { get; }

    /// <summary>The alerts; null while nothing watches.</summary>
    public AlertFigures? Alerts { get; }

    /// <summary>The lines of the access log; null while there is none.</summary>
    public AccessLogFigures? AccessLog { get; }

    /// <summary>What became of traces; null on a node that exports none.</summary>
    public TraceCounters? Traces { get; }

    /// <summary>How routes stand with their objectives.</summary>
    public IReadOnlyList<RouteFigures> Objectives { get; }

    /// <summary>The coordination store; null when the node has none.</summary>
    public StoreSample? Store { get; }

    /// <summary>The label that names its engine.</summary>
    public LabelSet StoreEngine { get; }

    /// <summary>The machine and the process.</summary>
    public HostSample Host { get; }

    /// <summary>The node's guard; null when nothing guards it.</summary>
    public GuardSnapshot? Guard { get; }

    /// <summary>The time on the clock of the gateway.</summary>
    public long NowMs { get; }

    /// <summary>For how long the gateway has been there.</summary>
    public TimeSpan Uptime { get; }

    /// <summary>Series that were left out until now.</summary>
    public long DroppedSeries { get; }

    /// <summary>The services, in the order of the system file.</summary>
    public ImmutableArray<ServicePicture> Services { get; }

    /// <summary>The routes, in the order of the system file.</summary>
    public ImmutableArray<RoutePicture> Routes { get; }

    /// <summary>The bulkheads of services, then those of routes.</summary>
    public ImmutableArray<BulkheadPicture> Bulkheads { get; }

    private static ImmutableArray<InstancePicture> InstancesOf(PlanLabels labels, int at) =>
        [.. labels.PlanServices[at].Pool.Instances.Select((instance, one) => new InstancePicture(instance, labels.Instances[at][one], instance.Glance()))];
}
