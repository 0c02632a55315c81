using System.Text;
using System.Text.Json;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Notifying;

namespace Perdure.Telemetry.Tests.Alerting.Notifying;

public sealed class WebhookPayloadTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));

    private static AlertMessage Message(params Alert[] alerts)
    {
        var group = new AlertGroup(AlertSamples.Alert("a", AlertPhase.Firing, s_start).Labels.Remove("service"), 0);
        return new AlertMessage(group, [.. alerts], [], [], []);
    }

    [Fact]
    public void Payload_is_that_of_alertmanager_version_4()
    {
        var bytes = WebhookPayload.Write(Message(AlertSamples.Alert("a", AlertPhase.Firing, s_start), AlertSamples.Alert("b", AlertPhase.Resolved, s_start)), "webhook-1", "http://127.0.0.1:9090");

        Assert.Equal(
            """
            {"receiver":"webhook-1","status":"firing","alerts":[
            {"status":"firing","labels":{"alertname":"R","service":"a"},"annotations":{"description":"a fails","summary":"it fails"},"startsAt":"2026-01-02T02:04:05.0000000Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://127.0.0.1:9090/api/v1/alerts","fingerprint":"a"},
            {"status":"resolved","labels":{"alertname":"R","service":"b"},"annotations":{"description":"b fails","summary":"it fails"},"startsAt":"2026-01-02T02:04:05.0000000Z","endsAt":"2026-01-02T02:05:05.0000000Z","generatorURL":"http://127.0.0.1:9090/api/v1/alerts","fingerprint":"b"}
            ],"groupLabels":{"alertname":"R"},"commonLabels":{"alertname":"R"},"commonAnnotations":{"summary":"it fails"},"externalURL":"http://127.0.0.1:9090","version":"4","groupKey":"{}:{alertname=\u0022R\u0022}","truncatedAlerts":0}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Group_of_which_all_is_over_is_resolved() =>
        Assert.Equal("resolved", Parse(Message(AlertSamples.Alert("a", AlertPhase.Resolved, s_start))).GetProperty("status").GetString());

    [Fact]
    public void Long_message_says_how_much_it_leaves_out()
    {
        var payload = Parse(Message([.. Enumerable.Range(0, WebhookPayload.AlertsMax + 7).Select(at => AlertSamples.Alert($"s{at}", AlertPhase.Firing, s_start))]));

        Assert.Equal((WebhookPayload.AlertsMax, 7), (payload.GetProperty("alerts").GetArrayLength(), payload.GetProperty("truncatedAlerts").GetInt32()));
    }

    private static JsonElement Parse(AlertMessage message) => JsonElement.Parse(WebhookPayload.Write(message, "r", "http://x"));
}
