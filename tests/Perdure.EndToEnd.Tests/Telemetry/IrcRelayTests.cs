using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node, and Debian's alertmanager-irc-relay, which knows Alertmanager's webhooks and nothing of Perdure.</summary>
public sealed class IrcRelayTests
{
    [IrcRelayFact]
    public async Task Receiver_that_others_wrote_tells_of_an_alert_and_of_its_end()
    {
        await using var irc = new IrcServer();
        using var folder = new TemporaryFolder();
        var port = FreePorts.Take(1).Single();
        folder.Write("relay.yml", string.Create(CultureInfo.InvariantCulture, $$$"""
            http_host: 127.0.0.1
            http_port: {{{port}}}
            irc_host: 127.0.0.1
            irc_port: {{{irc.Port}}}
            irc_use_ssl: no
            irc_nickname: perdure
            irc_realname: perdure
            irc_channels: [{ name: "#ops" }]
            msg_template: "{{ .Labels.alertname }} of route {{ .Labels.route }} is {{ .Status }}: {{ .Annotations.summary }}"

            """));
        await using var relay = new RunningProcess(Executable.Command(IrcRelayFactAttribute.Program, folder.Path, "--config", "relay.yml"));
        await Eventually.TrueAsync(() => irc.Joined.Contains("#ops") || relay.HasExited, "the relay joins its channel");
        Assert.False(relay.HasExited, relay.LogTail);
        await Eventually.TrueAsync(() => ListensAsync(port), "the relay takes webhooks");
        folder.Write("perdure.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            system: shop
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin: { address: "127.0.0.1:0" }
            services:
              shop:
                instances:
                  - { id: shop-1, url: "http://127.0.0.1:1" }
            routes:
              - { name: all, match: {}, service: shop }
            alerts:
              - { alert: Broken, expr: { signal: error-ratio, route: all, above: 10%, over: 2s }, keepFiringFor: 0s, annotations: { summary: "it's 100% broken" } }
              - { alert: PerdureServiceDown, disabled: true }
              - { alert: PerdureBreakersOpen, disabled: true }
            notify:
              - { webhook: "http://127.0.0.1:{{port}}/ops", groupWait: 0s, groupInterval: 1s }

            """));
        await using var node = await RunningNode.StartAsync(folder, args: ["--drain-grace", "0"]);
        // The route goes on failing until somebody has been told: the alert looks at the last two seconds.
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await node.GetAsync("/");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                return irc.Said.Count > 0;
            },
            "the alert is told");
        Assert.Equal("#ops Broken of route all is firing: it's 100% broken", irc.Said[0]);
        await Eventually.TrueAsync(() => irc.Said.Count > 1, "its end is told");
        Assert.Equal("#ops Broken of route all is resolved: it's 100% broken", irc.Said[1]);
        Assert.DoesNotContain("alerts-not-delivered", node.Process.Log, StringComparison.Ordinal);
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
