using System.Text;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Durability;

/// <summary>Keys of requests at a real node that is killed.</summary>
public sealed class IdempotencyTests(ITestOutputHelper output)
{
    [Fact]
    public Task Answers_and_keys_in_flight_outlast_a_node_that_is_killed() => Rig.PlayAsync(output, 1, async rig =>
    {
        var paid = await PayAsync(rig.Node, "one");
        rig.Instances[0].Stop();
        var lost = PayAsync(rig.Node, "two");
        await Eventually.TrueAsync(async () => await rig.Node.InFlightAsync(rig.Instances[0].Id) > 0, "the payment is with the service");

        await rig.Node.KillAsync();
        rig.Instances[0].Continue();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        await using var again = await RunningNode.StartAsync(rig.Folder, args: ["--drain-grace", "0"]);
        var repeated = await PayAsync(again, "one");
        var inFlight = await PayAsync(again, "two");

        Assert.Equal((200, false), (paid.Status, paid.Replayed));
        Assert.Equal((200, true, paid.Body), (repeated.Status, repeated.Replayed, repeated.Body));
        Assert.Equal(409, inFlight.Status);
        Assert.Contains("request-in-flight", inFlight.Body, StringComparison.Ordinal);
        var ledger = await File.ReadAllLinesAsync(rig.Instances[0].LedgerPath);
        Assert.Single(ledger, line => line.Contains("one", StringComparison.Ordinal));
        Assert.True(ledger.Count(line => line.Contains("two", StringComparison.Ordinal)) <= 1);
        Assert.Contains("1 answered again", (await again.CommandAsync("status")).Output, StringComparison.Ordinal);
    }, rig => rig.SystemFile.Replace("service: shop }", "service: shop, idempotency: { required: true } }", StringComparison.Ordinal), "--drain-grace", "0");

    private static async Task<(int Status, bool Replayed, string Body)> PayAsync(RunningNode node, string key)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Gateway, "/payments"));
        request.Content = new StringContent($$"""{"id":"{{key}}"}""", Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.Contains("Idempotency-Replayed"), await answer.Content.ReadAsStringAsync());
    }
}
