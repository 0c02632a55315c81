using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>
/// Everything that a system file declares, validated: the one model that every other room works from. Immutable and thread-safe.
/// </summary>
public sealed record SystemModel
{
    /// <summary>The name of the system (<c>system</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The node that read the file: this process.</summary>
    public NodeModel Node { get; init; } = new();

    /// <summary>Where clients connect, in the order written. At least one in a file that was read without errors.</summary>
    public ImmutableArray<ListenerModel> Listeners { get; init; } = [];

    /// <summary>The admin listener: health, status and changes.</summary>
    public AdminModel Admin { get; init; } = new();

    /// <summary>What nodes agree on, and where that is kept.</summary>
    public CoordinationModel Coordination { get; init; } = new();

    /// <summary>Where jobs and checkpoints are kept; null when the file declares neither that nor a queue. Default: null.</summary>
    public DurabilityModel? Durability { get; init; }

    /// <summary>Regions and their zones; empty when the file declares none.</summary>
    public TopologyModel Topology { get; init; } = new();

    /// <summary>The services, in the order written; names are unique.</summary>
    public ImmutableArray<ServiceModel> Services { get; init; } = [];

    /// <summary>How the node guards itself.</summary>
    public OverloadModel Overload { get; init; } = new();

    /// <summary>The memory of the caches.</summary>
    public CacheStoreModel Cache { get; init; } = new();

    /// <summary>The feature flags, in the order written; names are unique.</summary>
    public ImmutableArray<FlagModel> Flags { get; init; } = [];

    /// <summary>The routes, in the order written: the first that matches a request serves it.</summary>
    public ImmutableArray<RouteModel> Routes { get; init; } = [];

    /// <summary>The queues, in the order written; names are unique.</summary>
    public ImmutableArray<QueueModel> Queues { get; init; } = [];

    /// <summary>The alerting rules in force: the built-in ones that are not switched off, then the file's own; names are unique. Default: none.</summary>
    public ImmutableArray<AlertModel> Alerts { get; init; } = [];

    /// <summary>Who is told of alerts. Default: nobody.</summary>
    public ImmutableArray<NotifyModel> Notify { get; init; } = [];

    /// <summary>What is written down of single requests. Default: no access log.</summary>
    public TelemetryModel Telemetry { get; init; } = new();

    /// <summary>The absolute directory of the file, which relative paths inside it start from. Default: the working directory.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;
}
