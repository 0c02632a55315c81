using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Coordination.Membership;
using Perdure.Gateway.Hosting;
using Perdure.Nodes.Coordination;
using Perdure.Nodes.Durability;
using Perdure.Telemetry;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Push;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tracing;
using Perdure.Telemetry.Traffic;

namespace Perdure.Nodes.Telemetry;

/// <summary>What a node measures of itself, from its start to its end, and the push to a collector if the environment asks for one.</summary>
internal sealed class NodeMeasures : IAsyncDisposable
{
    private const string Switch = "PERDURE_METRICS";

    private const string SilencesFile = "silences.json";

    private readonly StoreWatch _store;
    private volatile string _adminUrl = "";
    private OtlpPush? _push;

    private NodeMeasures(NodeTelemetry telemetry, StoreWatch store, NodeAlerts alerts, NodeObjectives objectives) =>
        (Telemetry, _store, Alerts, Objectives) = (telemetry, store, alerts, objectives);

    /// <summary>Whether requests are measured: unless the environment says <c>PERDURE_METRICS=off</c>, to find out what that costs.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable(Switch) != "off";

    /// <summary>The metrics.</summary>
    public NodeTelemetry Telemetry { get; }

    /// <summary>The alerts.</summary>
    public NodeAlerts Alerts { get; }

    /// <summary>The traffic of the last 15 minutes.</summary>
    public required TrafficHistory Traffic { get; init; }

    /// <summary>The objectives of routes, and their budgets.</summary>
    public NodeObjectives Objectives { get; }

    /// <summary>Begins, with the gateway's first plan in force.</summary>
    public static NodeMeasures Start(
        GatewayServer gateway,
        NodeCoordination coordination,
        NodeDurability durability,
        RequestWatch requests,
        NodeTraces? traces,
        Func<ReloadStatus?> reload,
        DataDirectory data,
        TimeProvider time,
        ILogger log)
    {
        NodeMeasures? measures = null;
        var objectives = NodeBudgets.Open(gateway, data, time, log);
        var store = new StoreWatch(coordination.Coordinator, time);
        var telemetry = new NodeTelemetry(new MetricSources
        {
            Gateway = gateway,
            Node = () => Sample(gateway, coordination, durability, reload()),
            Store = store,
            Alerts = () => measures?.Alerts.Figures,
            AccessLog = () => requests.Log.Figures,
            Traces = traces?.Counters,
            Objectives = () => objectives.Current,
            DataDirectory = data.Path,
            Time = time,
        });
        var silences = new SilenceBook(data.Path is null ? null : Path.Combine(data.Path, SilencesFile), (file, bytes) => DataDirectory.WriteWhole(file, bytes), time, log);
        var alerts = new NodeAlerts(telemetry, () => gateway.Model, silences, () => measures?._adminUrl ?? "", log);
        return measures = new NodeMeasures(telemetry, store, alerts, objectives) { Traffic = new TrafficHistory(gateway, time, log) };
    }

    /// <summary>Begins to watch and to push, now that the node serves.</summary>
    /// <param name="admin">Host and port by which others reach its admin API.</param>
    /// <param name="log">Where it says that it pushes.</param>
    public void Begin(string admin, ILogger log)
    {
        _adminUrl = $"http://{admin}";
        Objectives.Start();
        Alerts.Start();
        Traffic.Start();
        _push ??= OtlpPush.StartIfAsked(Telemetry, Environment.GetEnvironmentVariable, log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Alerts.DisposeAsync();
        await Traffic.DisposeAsync();
        await Objectives.DisposeAsync();
        _push?.Dispose();
        _store.Dispose();
    }

    private static NodeSample Sample(GatewayServer gateway, NodeCoordination coordination, NodeDurability durability, ReloadStatus? reload)
    {
        var model = gateway.Model;
        return new NodeSample
        {
            Node = model.Node.Id,
            System = model.Name,
            Version = ProductVersion.Text,
            ReloadSucceeded = reload?.Ok,
            NodesUp = coordination.Nodes.Length,
            Joined = coordination.Membership is { State: MembershipState.Joined },
            PendingChanges = coordination.Shared.PendingChanges,
            Durable = durability.Status() is { } status ? new DurableSample(status.State == "open", [.. status.Queues.Select(Of)]) : null,
        };
    }

    private static QueueSample Of(QueueStatus queue) => new()
    {
        Name = queue.Name,
        Jobs = [("pending", queue.Pending), ("claimed", queue.Claimed), ("done", queue.Done), ("dead", queue.Dead)],
        MaxDepth = queue.MaxDepth,
        OldestAgeSeconds = queue.OldestAgeSeconds,
        Events =
        [
            ("enqueued", queue.Enqueued), ("skipped", queue.Skipped), ("leased", queue.Leased), ("recovered", queue.Recovered),
            ("completed", queue.Completed), ("failed", queue.Failed), ("given-up", queue.GivenUp),
        ],
    };
}
