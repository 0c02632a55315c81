using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Nodes.Coordination;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Nodes.Telemetry;

/// <summary>The incidents and runbooks of a node, from its start to its end.</summary>
internal sealed class IncidentRoom : IAsyncDisposable
{
    private const string IncidentsFile = "incidents.json";

    // The process before writes what it has as soon as it has handed over.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(3);

    private static readonly Tier[] s_tiers = Enum.GetValues<Tier>();

    /// <summary>Prepares it.</summary>
    /// <param name="journal">The events.</param>
    /// <param name="alerts">The alerts.</param>
    /// <param name="gateway">The data plane.</param>
    /// <param name="data">Where incidents are kept; null: nowhere.</param>
    /// <param name="file">The system file, with the runbooks of its rules beside it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told what happens.</param>
    public IncidentRoom(EventJournal journal, NodeAlerts alerts, GatewayServer gateway, string? data, string file, TimeProvider time, ILogger log)
    {
        Incidents = new NodeIncidents(new IncidentSources
        {
            Journal = journal,
            Alerts = () => alerts.Current,
            SilenceOf = alert => alerts.SilenceOf(alert)?.Id,
            Model = () => gateway.Model,
            Totals = () => [.. gateway.Routes.Where(route => route.Meter is not null).Select(ImpactOf)],
            File = data is null ? null : Path.Combine(data, IncidentsFile),
            Write = (path, bytes) => DataDirectory.WriteWhole(path, bytes),
            Time = time,
            Log = log,
        });
        Runbooks = new RunbookShelf(() => gateway.Model, Path.GetDirectoryName(Path.GetFullPath(file)));
    }

    /// <summary>The incidents.</summary>
    public NodeIncidents Incidents { get; }

    /// <summary>The runbooks.</summary>
    public RunbookShelf Runbooks { get; }

    /// <summary>Begins to look, now that the node serves.</summary>
    /// <param name="tookOver">Whether another process had the node until now.</param>
    public void Begin(bool tookOver) => Incidents.Start(tookOver ? SettleTime : TimeSpan.Zero);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Incidents.DisposeAsync();

    private static RouteImpact ImpactOf(RouteRuntime route)
    {
        var (failed, shed, degraded) = (Ended(route, RequestResult.Failed), Ended(route, RequestResult.Shed), Ended(route, RequestResult.Degraded));
        return new RouteImpact(route.Name, Ended(route, RequestResult.Good) + failed + shed + degraded, failed, shed, degraded);
    }

    private static long Ended(RouteRuntime route, RequestResult result)
    {
        long ended = 0;
        foreach (var tier in s_tiers)
            ended += route.Meter!.Ended(tier, result);
        return ended;
    }
}
