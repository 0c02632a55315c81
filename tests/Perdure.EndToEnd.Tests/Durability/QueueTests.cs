using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Durability;

/// <summary>Queues of a real node, and what of them outlasts it.</summary>
public sealed class QueueTests(ITestOutputHelper output)
{
    [Fact]
    public Task Jobs_in_hand_and_in_the_queue_outlast_a_node_that_is_killed() => Rig.PlayAsync(output, 1, async rig =>
    {
        var jobs = await AskAsync(rig.Node, "queues/mail", """{"jobs":[{"payload":"first"},{"payload":"second","dedupeKey":"k"}]}""");
        var leased = (await AskAsync(rig.Node, "queues/mail/lease", """{"lease":"2m"}""")).GetProperty("jobs")[0];

        await rig.Node.KillAsync();
        await using var again = await RunningNode.StartAsync(rig.Folder, args: ["--drain-grace", "0"]);
        await AskAsync(again, "queues/mail/complete", $$"""{"id":"{{leased.GetProperty("id")}}","token":{{leased.GetProperty("token")}},"result":"ok"}""");
        var repeated = await AskAsync(again, "queues/mail", """{"payload":"second","dedupeKey":"k"}""");
        var other = (await AskAsync(again, "queues/mail/lease", """{"max":10,"lease":"5m"}""")).GetProperty("jobs");

        Assert.Equal(jobs.GetProperty("jobs")[0].GetProperty("id").GetString(), leased.GetProperty("id").GetString());
        Assert.True(repeated.GetProperty("duplicate").GetBoolean());
        Assert.Equal("second", Assert.Single(other.EnumerateArray()).GetProperty("payload").GetString());
        await again.Process.WritesAsync("1 jobs wait, 1 are in hand");
        var shown = await DoAsync(again, "queue", "show", "mail", leased.GetProperty("id").GetString()!);
        Assert.Contains("\"result\": \"ok\"", shown, StringComparison.Ordinal);
        Assert.Contains("mail", await DoAsync(again, "queue", "list"), StringComparison.Ordinal);
        Assert.Contains("\"payload\":\"second\"", await DoAsync(again, "queue", "export", "mail", "--state", "claimed"), StringComparison.Ordinal);
        var asks = await again.CommandAsync("queue", "purge", "mail", "--state", "done");
        Assert.Contains("--yes", asks.Error, StringComparison.Ordinal);
        Assert.Contains("1 done jobs", await DoAsync(again, "queue", "purge", "mail", "--state", "done", "--yes"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await again.HealthAsync("/readyz"));
        Assert.Contains("queue      mail", await DoAsync(again, "status"), StringComparison.Ordinal);
    }, rig => rig.SystemFile + "queues:\n  mail: {}\n", "--drain-grace", "0");

    [Fact]
    public Task Damaged_file_is_set_aside_and_the_node_goes_on_with_a_new_one() => Rig.PlayAsync(output, 1, async rig =>
    {
        await AskAsync(rig.Node, "queues/mail", "{}");
        await rig.Node.KillAsync();
        var file = Path.Combine(rig.Folder.Path, "data", "durable.db");
        foreach (var companion in (string[])["-wal", "-shm"]) File.Delete(file + companion);
        rig.Folder.Write(Path.Combine("data", "durable.db"), "this is no database, " + new string('x', 8_192));

        await using (var again = await RunningNode.StartAsync(rig.Folder, args: ["--drain-grace", "0"]))
        {
            await again.Process.WritesAsync("durable-store-set-aside");
            await AskAsync(again, "queues/mail", "{}");
            await again.KillAsync();
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(rig.Folder.Path, "data"), "durable.db.corrupt-*"));
    }, rig => rig.SystemFile + "queues:\n  mail: {}\n", "--drain-grace", "0");

    [Fact]
    public Task Process_that_takes_over_has_the_jobs() => Rig.PlayAsync(output, 1, async rig =>
    {
        await AskAsync(rig.Node, "queues/mail", """{"payload":"first"}""");

        await using var successor = await RunningNode.StartAsync(rig.Folder, args: ["--take-over", "--drain-grace", "0"]);
        await Eventually.TrueAsync(
            async () => (await successor.StatusAsync()).GetProperty("durability").GetProperty("state").GetString() == "open", "the new process has the file");

        var leased = (await AskAsync(successor, "queues/mail/lease", "{}")).GetProperty("jobs");
        Assert.Equal("first", Assert.Single(leased.EnumerateArray()).GetProperty("payload").GetString());
        await rig.Node.Process.EndedAsync();
    }, rig => rig.SystemFile + "queues:\n  mail: {}\n", "--drain-grace", "0");

    private static async Task<JsonElement> AskAsync(RunningNode node, string path, string body)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(node.Admin, "/api/v1/" + path), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static async Task<string> DoAsync(RunningNode node, params string[] args)
    {
        var outcome = await node.CommandAsync(args);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Output;
    }
}
