using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The system file as a whole.</summary>
internal static class SystemShape
{
    private static readonly Key<string> System = new("system", Texts.Name, "The name of the system.") { Required = true };

    private static readonly Key<NodeModel> Node = new("node", NodeShape.Shape, "This process.");

    private static readonly Key<ImmutableArray<ListenerModel>> Listeners = new(
        "listeners", new ListShape<ListenerModel>(
            "a list of at least one listener", ListenerShape.Shape, 1, 100), "Where clients connect.") { Required = true };

    private static readonly Key<AdminModel> Admin = new("admin", AdminShape.Shape, "The admin listener: health, status and changes.");

    private static readonly Key<CoordinationModel> Coordination = new(
        "coordination", CoordinationShape.Shape, "What nodes agree on, and where that is kept.");

    private static readonly Key<DurabilityModel> Durability = new(
        "durability", DurabilityShape.Shape, "Where jobs and checkpoints are kept, so that they outlast the process and the power.")
    {
        DefaultInWords = "none, or with `queues` or `idempotency` all defaults",
    };

    private static readonly Key<TopologyModel> Topology = new("topology", TopologyShape.Shape, "Regions and their zones.")
    {
        DefaultInWords = "none: any zone name goes",
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, ServiceModel>>> Services = new(
        "services",
        new NamedShape<ServiceModel>(
            "a mapping of at least one service", Texts.NameWhat, Texts.NamePattern, Texts.IsName, ServiceShape.Shape, 1, 1_000),
        "The services, by name.")
    {
        Required = true,
    };

    private static readonly Key<OverloadModel> Overload = new("overload", OverloadShape.Shape, "How the node guards itself.");

    private static readonly Key<CacheStoreModel> Cache = new("cache", CacheStoreShape.Shape, "The memory of the caches.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, FlagModel>>> Flags = new(
        "flags",
        new NamedShape<FlagModel>("a mapping of flags", Texts.NameWhat, Texts.NamePattern, Texts.IsName, FlagShape.Shape, 0, 500),
        "Feature flags, by name: what can be switched while the system runs.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<ImmutableArray<RouteModel>> Routes = new(
        "routes",
        new ListShape<RouteModel>("a list of routes", RouteShape.Shape, 0, 1_000),
        "Which requests go to which service: the first that matches, in the order written.")
    {
        DefaultInWords = "none: every request is answered with 404",
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, QueueModel>>> Queues = new(
        "queues",
        new NamedShape<QueueModel>("a mapping of queues", Texts.NameWhat, Texts.NamePattern, Texts.IsName, QueueShape.Shape, 0, 500),
        "Queues of jobs for services, by name.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<ImmutableArray<AlertModel>> Alerts = new(
        "alerts", new ListShape<AlertModel>("a list of rules", AlertShape.Shape, 0, 500), "Alerting rules beyond the built-in ones, and changes of those.")
    {
        DefaultInWords = "the built-in rules",
    };

    private static readonly Key<ImmutableArray<NotifyModel>> Notify = new(
        "notify", new ListShape<NotifyModel>("a list of webhooks", NotifyShape.Shape, 0, 20), "Who is told of alerts.")
    {
        DefaultInWords = "nobody",
    };

    private static readonly Key<TelemetryModel> Telemetry = new("telemetry", TelemetryShape.Shape, "What is written down of single requests: access log and traces.");

    public static MappingShape<SystemModel> Shape { get; } = new(
        [
            System, Node, Listeners, Admin,
            Coordination,
            Durability, Topology, Services, Overload, Cache,
            Flags,
            Routes,
            Queues,
            Alerts,
            Notify,
            Telemetry,
        ],
        v => new SystemModel
        {
            Name = v.Get(System),
            Node = v.Get(Node),
            Listeners = v.Get(Listeners),
            Admin = v.Get(Admin),
            Coordination = WithPrefix(v.Get(Coordination), v.Get(System)),
            Durability = v.Find(Durability) ?? (v.Get(Queues).Length > 0 || v.Get(Routes).Any(r => r.Idempotency is not null) ? new DurabilityModel() : null),
            Topology = v.Get(Topology),
            Services = [.. v.Get(Services).Select(s => s.Value)],
            Overload = v.Get(Overload),
            Cache = v.Get(Cache),
            Flags = [.. v.Get(Flags).Select(f => f.Value)],
            Routes = v.Get(Routes),
            Queues = [.. v.Get(Queues).Select(q => q.Value)],
            Alerts = v.Get(Alerts),
            Notify = v.Get(Notify),
            Telemetry = v.Get(Telemetry),
            BaseDirectory = v.Context.BaseDirectory,
        });

    private static CoordinationModel WithPrefix(CoordinationModel coordination, string system) =>
        coordination.Prefix.Length > 0 ? coordination : coordination with { Prefix = $"/perdure/{system}" };
}
