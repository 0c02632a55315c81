using Perdure.Console.Alerts;
using Perdure.Console.Incidents;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;

namespace Perdure.Console.Stream;

/// <summary>Says to a <see cref="StreamState"/> how the node stands: what the pages of the API show, key by key. For one caller at a time.</summary>
internal sealed class StreamPicture(INodeView node, AdminParts parts)
{
    private readonly StreamKeys _keys = new();
    private long _lastEvent;

    /// <summary>Says everything. Another state begins with the last events again.</summary>
    public void Draw(StreamState to)
    {
        if (to.Seq == 0)
            _lastEvent = 0;
        var status = node.Status();
        DrawNode(to, status);
        foreach (var route in status.Routes)
            to.Set(_keys.Of("route", route.Name), route, StreamTypes.Route);
        foreach (var queue in status.Durability?.Queues ?? [])
            to.Set(_keys.Of("queue", queue.Name), queue, DurableJson.Default.QueueStatus);
        foreach (var service in node.Services().Services)
            DrawService(to, service);
        DrawTraffic(to);
        foreach (var flag in parts.Shared?.Flags().Flags ?? [])
            to.Set(_keys.Of("flag", flag.Name), flag, SharedJson.Default.FlagStatus);
        DrawAlerts(to);
        foreach (var figures in parts.Objectives?.Current ?? [])
            to.Set(_keys.Of("slo", figures.Route), ObjectiveStatus.Of(figures), ObjectiveJson.Default.ObjectiveStatus);
        foreach (var incident in parts.Incidents?.Current ?? [])
            to.Set(_keys.Of("incident", incident.Id), IncidentSummary.Of(incident), IncidentJson.Default.IncidentSummary);
        DrawEvents(to);
    }

    private static void DrawNode(StreamState to, NodeStatus status)
    {
        to.Set("node", status, StreamTypes.Node);
        to.Set("totals", status.Totals, StreamTypes.Totals);
        to.Set("tiers", status.Tiers, StreamTypes.Tiers);
        if (status.Guard is { } guard)
            to.Set("guard", guard, StreamTypes.Guard);
        if (status.Coordination is { } coordination)
            to.Set("coordination", coordination, StreamTypes.Coordination);
        if (status.Durability is { } durability)
            to.Set("durability", durability, StreamTypes.Durability);
        if (status.Cache is { } cache)
            to.Set("cache", cache, StreamTypes.Cache);
        if (status.LastReload is { } reload)
            to.Set("lastReload", reload, StreamTypes.Reload);
    }

    private void DrawService(StreamState to, ServiceStatus service)
    {
        to.Set(_keys.Of("service", service.Name), service, StreamTypes.Service);
        foreach (var instance in service.Instances)
            to.Set(_keys.Of("instance", service.Name, instance.Id), instance, StreamTypes.Instance);
        // What changes with every request is apart from what seldom does.
        var live = to.Open(_keys.Of("live", service.Name));
        live.WriteStartObject();
        foreach (var instance in service.Instances)
        {
            live.WriteStartArray(instance.Id);
            live.WriteNumberValue(instance.InFlight);
            Digits.Write(live, instance.RequestsPerSecond);
            Digits.Write(live, instance.ErrorRatio);
            Digits.Write(live, instance.P50Ms);
            Digits.Write(live, instance.P99Ms);
            live.WriteEndArray();
        }

        live.WriteEndObject();
        to.Close();
    }

    private void DrawTraffic(StreamState to)
    {
        if (parts.Traffic is not { } traffic)
            return;
        if (traffic.Latest is { } all)
        {
            Digits.Write(to.Open("traffic"), all);
            to.Close();
        }

        foreach (var (route, point) in traffic.LatestByRoute())
        {
            Digits.Write(to.Open(_keys.Of("traffic", route)), point);
            to.Close();
        }
    }

    private void DrawAlerts(StreamState to)
    {
        if (parts.Alerts is not { } alerts)
            return;
        foreach (var alert in alerts.Current)
            to.Set(_keys.Of("alert", alert.Fingerprint), AlertStatus.Of(alert, alerts), AlertJson.Default.AlertStatus);
        foreach (var silence in alerts.Silences.Current)
            to.Set(_keys.Of("silence", silence.Id), SilenceStatus.Of(silence), AlertJson.Default.SilenceStatus);
    }

    private void DrawEvents(StreamState to)
    {
        foreach (var happened in parts.Events?.After(_lastEvent, StreamState.EventsMax) ?? [])
        {
            to.Add(happened, IncidentJson.Default.JournalEvent);
            _lastEvent = happened.Seq;
        }
    }
}
