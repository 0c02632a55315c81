using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Durability;

/// <summary>What a node has accepted to be sent later outlasts the service and the node.</summary>
public sealed class DeferTests(ITestOutputHelper output)
{
    [Fact]
    public Task Payments_accepted_while_the_service_is_dead_are_made_once_though_the_node_is_killed() => Rig.PlayAsync(output, 1, async rig =>
    {
        await rig.Instances[0].KillAsync();
        var locations = new List<string>();
        for (var i = 0; i < 20; i++)
            locations.Add(await PayAsync(rig.Node, $"payment-{i}"));
        var shown = await rig.Node.CommandAsync("queue", "show", "later", await FirstJobAsync(rig.Node));
        Assert.Contains("\"method\": \"POST\"", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("payment-", shown.Output, StringComparison.Ordinal);

        // Something accepts connections there and never answers, so that the node dies in the middle of sending.
        var hung = new TcpListener(IPAddress.Loopback, new Uri(rig.Instances[0].Url).Port);
        hung.Start();
        string? sending = null;
        await Eventually.TrueAsync(async () => (sending = await RunningAsync(rig.Node, locations)) is not null, "one is being sent");
        await rig.Node.KillAsync();
        hung.Dispose();
        await rig.Instances[0].StartAsync();
        await using var again = await RunningNode.StartAsync(rig.Folder, args: ["--drain-grace", "0"]);
        // The one that was being sent first: it has no need to wait for the lease of the process before, which is twice the service's time-out.
        foreach (var location in locations.OrderBy(location => location != sending))
            await Eventually.TrueAsync(async () => (await AskAsync(again, location)).GetProperty("state").GetString() == "done", $"{location} is done");

        var sent = await AskAsync(again, sending!);
        Assert.Equal(2, sent.GetProperty("attempts").GetInt32());

        var ledger = await File.ReadAllLinesAsync(rig.Instances[0].LedgerPath);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"payment-{i}").Order(StringComparer.Ordinal), ledger.Order(StringComparer.Ordinal));
        Assert.Equal(200, (await AskAsync(again, locations[0])).GetProperty("answer").GetProperty("status").GetInt32());
        Assert.Contains("queue      later", (await again.CommandAsync("status")).Output, StringComparison.Ordinal);
    }, rig => rig.SystemFile.Replace("request: 60s", "request: 600s", StringComparison.Ordinal).Replace("service: shop }", "service: shop, defer: { queue: later } }", StringComparison.Ordinal) + "queues:\n  later: { backoff: 50ms, maxAttempts: 20 }\n", "--drain-grace", "0");

    private static async Task<string> PayAsync(RunningNode node, string id)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new StringContent($$"""{"id":"{{id}}","amountCents":7}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(node.Gateway, "/payments"), content);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<string?> RunningAsync(RunningNode node, List<string> locations)
    {
        foreach (var location in locations)
        {
            if ((await AskAsync(node, location)).GetProperty("state").GetString() == "running")
                return location;
        }

        return null;
    }

    private static async Task<string> FirstJobAsync(RunningNode node)
    {
        var list = await node.CommandAsync("queue", "peek", "later", "--max", "1", "--output", "json");
        return JsonElement.Parse(list.Output).GetProperty("jobs")[0].GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> AskAsync(RunningNode node, string location)
    {
        using var answer = await node.GetAsync(location);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
