using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>The body of a webhook as Alertmanager sends it, version 4 (prometheus.io, "Alerting configuration", webhook_config). Pure.</summary>
internal static class WebhookPayload
{
    /// <summary>How many alerts a message holds; how many more there are it says.</summary>
    public const int AlertsMax = 500;

    // What Go writes for a time that is not set.
    private const string NoTime = "0001-01-01T00:00:00Z";

    /// <summary>Writes one.</summary>
    /// <param name="message">What is told.</param>
    /// <param name="receiver">The name of who is told.</param>
    /// <param name="externalUrl">Where the node can be asked.</param>
    public static byte[] Write(AlertMessage message, string receiver, string externalUrl)
    {
        var shown = message.Alerts.Take(AlertsMax).ToList();
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("receiver", receiver);
            json.WriteString("status", StatusOf(message.Alerts.Any(alert => alert.Phase == AlertPhase.Firing)));
            json.WriteStartArray("alerts");
            foreach (var alert in shown)
                Write(json, alert, externalUrl);
            json.WriteEndArray();
            Write(json, "groupLabels", message.Group.Labels);
            Write(json, "commonLabels", Common(message.Alerts, alert => alert.Labels));
            Write(json, "commonAnnotations", Common(message.Alerts, alert => alert.Annotations));
            json.WriteString("externalURL", externalUrl);
            json.WriteString("version", "4");
            json.WriteString("groupKey", message.Group.Key);
            json.WriteNumber("truncatedAlerts", message.Alerts.Length - shown.Count);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Alert alert, string externalUrl)
    {
        json.WriteStartObject();
        json.WriteString("status", StatusOf(alert.Phase == AlertPhase.Firing));
        Write(json, "labels", alert.Labels);
        Write(json, "annotations", alert.Annotations);
        json.WriteString("startsAt", TimeOf(alert.StartsAt));
        json.WriteString("endsAt", TimeOf(alert.EndsAt));
        json.WriteString("generatorURL", $"{externalUrl}/api/v1/alerts");
        json.WriteString("fingerprint", alert.Fingerprint);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static ImmutableSortedDictionary<string, string> Common(ImmutableArray<Alert> alerts, Func<Alert, ImmutableSortedDictionary<string, string>> texts) =>
        alerts.Skip(1).Aggregate(texts(alerts[0]), (common, alert) =>
            common.RemoveRange(common.Where(one => texts(alert).GetValueOrDefault(one.Key) != one.Value).Select(one => one.Key)));

    private static string StatusOf(bool firing) => firing ? "firing" : "resolved";

    private static string TimeOf(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) : NoTime;
}
