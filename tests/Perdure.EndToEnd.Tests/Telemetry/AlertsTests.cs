using System.Text.Json;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Agreement;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node and a real etcd that dies: somebody is told, and told when it is over.</summary>
public sealed class AlertsTests(ITestOutputHelper output)
{
    private const string Token = "a-token-of-the-receiver";

    [EtcdFact]
    public Task Lost_store_is_told_to_a_receiver_with_its_runbook_and_so_is_its_end() => NodesOnEtcd.PlayAsync(output, 0, 1, async rig =>
    {
        await using var receiver = new AlertReceiver(refuse: 1);
        var node = await rig.StartNodeAsync("gateway-1", rig.FileOf("gateway-1") + $$"""
            alerts:
              - { alert: PerdureStoreLost, for: 0s, keepFiringFor: 0s, labels: { team: core } }
              - { alert: PerdureServiceDown, disabled: true }
            notify:
              - { webhook: "{{receiver.Url}}", token: {{Token}}, groupWait: 0s, groupInterval: 1s }

            """);
        await Eventually.TrueAsync(async () => await NodesOnEtcd.StoreAsync(node) == "connected", "the node has its store");
        Assert.Contains("no alerts on node gateway-1", await NodesOnEtcd.DoAsync(node, "alerts", "list"), StringComparison.Ordinal);

        rig.Etcd.Members[0].Kill();
        await Eventually.TrueAsync(() => receiver.Messages.Count > 0, "the receiver is told, although it refused the first message");
        var (authorization, message) = receiver.Messages[0];
        var alert = message.GetProperty("alerts")[0];

        Assert.Equal("Bearer " + Token, authorization);
        Assert.Equal(("4", "firing", "webhook-1"), (Text(message, "version"), Text(message, "status"), Text(message, "receiver")));
        Assert.Equal("{}:{alertname=\"PerdureStoreLost\"}", Text(message, "groupKey"));
        Assert.Equal(node.Admin.GetLeftPart(UriPartial.Authority), Text(message, "externalURL"));
        Assert.Equal(("gateway-1", "core", "warning"), (Text(alert.GetProperty("labels"), "node"), Text(alert.GetProperty("labels"), "team"), Text(alert.GetProperty("labels"), "severity")));
        Assert.Equal("docs/runbooks/PerdureStoreLost.md", Text(alert.GetProperty("annotations"), "runbook_url"));
        Assert.Contains("1 firing: PerdureStoreLost", await NodesOnEtcd.DoAsync(node, "status"), StringComparison.Ordinal);

        var silence = await NodesOnEtcd.DoAsync(node, "alerts", "silence", "alertname=SomethingElse", "--for", "1h", "--comment", "a test");
        Assert.Contains("a test", await NodesOnEtcd.DoAsync(node, "alerts", "list"), StringComparison.Ordinal);
        await NodesOnEtcd.DoAsync(node, "alerts", "unsilence", silence.Split(' ')[0]);

        rig.Etcd.Members[0].Start();
        await Eventually.TrueAsync(() => receiver.Messages.Any(one => Text(one.Body, "status") == "resolved"), "the receiver is told that it is over");
        var end = receiver.Messages.First(one => Text(one.Body, "status") == "resolved").Body.GetProperty("alerts")[0];
        Assert.Equal((Text(alert, "fingerprint"), Text(alert, "startsAt")), (Text(end, "fingerprint"), Text(end, "startsAt")));
        Assert.True(end.GetProperty("endsAt").GetDateTimeOffset() > end.GetProperty("startsAt").GetDateTimeOffset());

        // What was logged names neither the path nor the token.
        await node.Process.WritesAsync("alerts-not-delivered");
        await node.Process.WritesAsync("alert-resolved");
        Assert.DoesNotContain("secret-path", node.Process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, node.Process.Log, StringComparison.Ordinal);
    });

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
