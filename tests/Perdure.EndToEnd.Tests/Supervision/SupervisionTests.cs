using System.Net;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Supervision;

/// <summary>Instances that the node itself runs.</summary>
public sealed class SupervisionTests(ITestOutputHelper output)
{
    [Fact]
    public Task Killed_instance_is_started_again_and_stops_with_the_node() => PlayAsync(async (node, pids) =>
    {
        Assert.True(ProcessSignals.Send(pids["catalog-1"], ProcessSignal.Kill));
        await Eventually.TrueAsync(
            async () => (await PidsAsync(node)).TryGetValue("catalog-1", out var pid) && pid != pids["catalog-1"], "it runs again");
        await Eventually.TrueAsync(async () => (await node.AnsweringAsync()).Contains("catalog-1"), "it serves again");
        await node.Process.WritesAsync("catalog-1");
        var last = await PidsAsync(node);

        node.Process.Send(ProcessSignal.Terminate);
        await node.Process.EndedAsync();
        Assert.Equal(0, node.Process.ExitCode);
        Assert.All(last.Values, pid => Assert.False(IsShop(pid), $"process {pid} outlived the node"));
    });

    [Fact]
    public Task Killed_node_leaves_no_orphan() => PlayAsync(async (node, pids) =>
    {
        await node.KillAsync();
        await Eventually.TrueAsync(() => !pids.Values.Any(IsShop), "no process of an instance is left");
    });

    private async Task PlayAsync(Func<RunningNode, Dictionary<string, int>, Task> test)
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", Text(FreePorts.Take(2)));
        await using var node = await RunningNode.StartAsync(folder, args: ["--drain-grace", "0"]);
        var pids = new Dictionary<string, int>();
        try
        {
            await Eventually.TrueAsync(async () => (pids = await PidsAsync(node)).Count == 2, "both processes run");
            await Eventually.TrueAsync(() => GoodAsync(node, 20), "both instances answer");
            await test(node, pids);
        }
        catch
        {
            output.WriteLine(node.Process.LogTail);
            throw;
        }
        finally
        {
            if (!node.Process.HasExited) await node.KillAsync();
            await Eventually.TrueAsync(() => !pids.Values.Any(IsShop), "nothing is left");
        }
    }

    private static string Text(int[] ports) => $$"""
        system: shop
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        admin: { address: "127.0.0.1:0" }
        services:
          catalog:
            healthCheck: { path: /healthz, interval: 1s, timeout: 1s, unhealthyAfter: 10 }
            timeouts: { connect: 30s, attempt: 30s, request: 60s }
            slowStart: 1s
            instances:
              - id: catalog-1
                url: "http://127.0.0.1:{{ports[0]}}"
                process: { command: ["{{Executable.Shop}}", catalog, --port, "{{ports[0]}}", --id, catalog-1] }
              - id: catalog-2
                url: "http://127.0.0.1:{{ports[1]}}"
                process: { command: ["{{Executable.Shop}}", catalog, --port, "{{ports[1]}}", --id, catalog-2] }
        routes:
          - { name: all, match: { path: /* }, service: catalog }

        """;

    private static async Task<Dictionary<string, int>> PidsAsync(RunningNode node) => (await node.InstancesAsync())
        .Where(pair => pair.Value.GetProperty("process").GetProperty("pid").ValueKind == JsonValueKind.Number)
        .ToDictionary(pair => pair.Key, pair => pair.Value.GetProperty("process").GetProperty("pid").GetInt32());

    /// <summary>Whether this many requests in a row are good and all instances take part.</summary>
    private static async Task<bool> GoodAsync(RunningNode node, int requests)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < requests; i++)
        {
            using var answer = await node.GetAsync("/catalog/items/7");
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            ids.Add(answer.Headers.GetValues("X-Instance").Single());
        }

        return ids.Count == 2;
    }

    /// <summary>Whether the process lives, and is not another one with the same number by now.</summary>
    private static bool IsShop(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("Shop", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
