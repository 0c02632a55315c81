using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.Durability.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Durability;

/// <summary>A disk that fills up under requests that are to be kept.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private static readonly string Padding = new('x', 32 * 1024);

    [SmallDiskFact]
    public async Task Full_disk_refuses_what_it_cannot_keep_and_loses_nothing_and_goes_on_without_a_restart()
    {
        using var disk = new SmallDisk(megabytes: 8);
        await Rig.PlayAsync(output, 1, async rig =>
        {
            await rig.Instances[0].KillAsync();
            var accepted = new List<(string Id, string Location)>();
            var ballast = disk.FillUp(leaveBytes: 1 << 20);
            var refused = await PayUntilAsync(rig.Node, accepted, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("urn:perdure:problem:durable-", refused, StringComparison.Ordinal);
            Assert.NotEmpty(accepted);
            var before = accepted.Count;

            File.Delete(ballast);
            await PayUntilAsync(rig.Node, accepted, HttpStatusCode.Accepted);
            await rig.Instances[0].StartAsync();
            foreach (var (_, location) in accepted)
                await Eventually.TrueAsync(async () => await StateAsync(rig.Node, location) == "done", $"{location} is done");

            var ledger = await File.ReadAllLinesAsync(rig.Instances[0].LedgerPath);
            Assert.Equal(accepted.Select(payment => payment.Id).Order(StringComparer.Ordinal), ledger.Order(StringComparer.Ordinal));
            rig.Tell($"{before} accepted before the disk was full, {accepted.Count} in all, each executed once");
        }, rig => rig.SystemFile.Replace("service: shop }", "service: shop, defer: { queue: later } }", StringComparison.Ordinal)
            + $"queues:\n  later: {{ backoff: 50ms, maxAttempts: 20 }}\ndurability: {{ engine: sqlite, path: \"{disk.File("durable.db")}\" }}\n");
    }

    // Payments, one after the other, until one is answered so; those that were accepted are noted.
    private static async Task<string> PayUntilAsync(RunningNode node, List<(string Id, string Location)> accepted, HttpStatusCode end)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var problem = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var id = $"payment-{Guid.NewGuid():n}";
                using var content = new StringContent($$"""{"id":"{{id}}","amountCents":7,"note":"{{Padding}}"}""", Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync(new Uri(node.Gateway, "/payments"), content);
                problem = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"{(int)answer.StatusCode} {problem}");
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    accepted.Add((id, answer.Headers.Location!.OriginalString));
                return answer.StatusCode == end;
            },
            $"a payment is answered with {(int)end}");
        return problem;
    }

    private static async Task<string?> StateAsync(RunningNode node, string location)
    {
        using var answer = await node.GetAsync(location);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text).GetProperty("state").GetString();
    }
}
