using System.Text.Json;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;
using FreePorts = Perdure.EndToEnd.Tests.Support.FreePorts;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>One system file for all nodes.</summary>
public sealed class ConfigurationTests(ITestOutputHelper output)
{
    [EtcdFact]
    public Task Applied_file_is_followed_by_all_nodes_and_can_be_taken_back() => NodesOnEtcd.PlayAsync(output, 2, 2, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        var folder = rig.FolderOf(one);
        folder.Write("next.yaml", rig.FileOf("whoever", rig.Instances[..1]));
        folder.Write("bad.yaml", rig.FileOf("whoever").Replace("match:", "macth:", StringComparison.Ordinal));

        var looked = await NodesOnEtcd.DoAsync(one, "apply", "next.yaml", "--dry-run");
        Assert.Contains("-      - { id: shop-2,", looked, StringComparison.Ordinal);
        var bad = await one.CommandAsync("apply", "bad.yaml");
        Assert.Equal(2, bad.ExitCode);
        Assert.Contains("bad.yaml:", bad.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"match\"?", bad.Error, StringComparison.Ordinal);
        Assert.Equal(0, await VersionAsync(two));

        await NodesOnEtcd.DoAsync(one, "apply", "next.yaml", "--comment", "one instance", "--expect", "0");
        await RunAsync(rig, 1);
        Assert.Equal(["shop-1"], await two.AnsweringAsync(10));
        Assert.Equal("gateway-2", (await two.StatusAsync()).GetProperty("node").GetString());
        var late = await one.CommandAsync("apply", "next.yaml", "--expect", "0");
        Assert.Equal(1, late.ExitCode);

        // The own file counts for the node alone from now on, and the node says so.
        rig.FolderOf(two).Write("perdure.yaml", rig.FileOf("gateway-2") + "# changed\n");
        await two.Process.WritesAsync("version 1 of the shared configuration is in force");
        Assert.Equal(["shop-1"], await two.AnsweringAsync(10));

        folder.Write("next.yaml", rig.FileOf("whoever"));
        await NodesOnEtcd.DoAsync(one, "apply", "next.yaml");
        await RunAsync(rig, 2);
        await NodesOnEtcd.DoAsync(two, "rollback");
        await RunAsync(rig, 3);
        Assert.Single(await one.StatesAsync());
        var history = await NodesOnEtcd.DoAsync(one, "history");
        Assert.Contains("one instance", history, StringComparison.Ordinal);
        Assert.Contains("rollback to 1", history, StringComparison.Ordinal);

        await NodesOnEtcd.DoAsync(two, "withdraw");
        await Eventually.TrueAsync(async () => await VersionAsync(one) == 0 && await VersionAsync(two) == 0, "all run their own files");
        Assert.Equal(2, (await one.StatesAsync()).Count);
    });

    [EtcdFact]
    public Task Node_that_cannot_load_a_version_says_so_and_keeps_the_last_good() => NodesOnEtcd.PlayAsync(output, 2, 1, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        var taken = FreePorts.Take(1)[0];
        var text = rig.FileOf("whoever").Replace(
            "  - { name: web,", $"  - {{ name: more, address: \"127.0.0.1:{taken}\" }}\n  - {{ name: web,", StringComparison.Ordinal);
        rig.FolderOf(one).Write("next.yaml", text);

        // Both are on one machine, so only one of them gets the port.
        await NodesOnEtcd.DoAsync(one, "apply", "next.yaml");
        await Eventually.TrueAsync(async () => await TargetAsync(one) == 1 && await TargetAsync(two) == 1, "both know the version");
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(ProblemAsync(one), ProblemAsync(two))).Count(problem => problem is not null) == 1, "one of them has trouble");
        foreach (var node in rig.Nodes) Assert.Equal(["shop-1"], await node.AnsweringAsync(5));
        var loser = await ProblemAsync(one) is null ? two : one;
        Assert.Contains($"{taken}", await ProblemAsync(loser), StringComparison.Ordinal);
        await loser.Process.WritesAsync("configuration-refused");
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.DoAsync(one, "history")).Contains("not version 1", StringComparison.Ordinal), "the history shows it");

        // It starts again with its own file, and says so.
        await loser.KillAsync();
        var again = await rig.StartNodeAsync(loser == one ? "gateway-1" : "gateway-2", inPlaceOf: loser);
        Assert.Equal(["shop-1"], await again.AnsweringAsync(5));
        await Eventually.TrueAsync(async () => await ProblemAsync(again) is not null, "it says that it does not run the version");
        Assert.Equal(0, await VersionAsync(again));
    });

    [EtcdFact]
    public Task Staged_rollout_stops_by_itself_when_errors_rise() => NodesOnEtcd.PlayAsync(output, 2, 1, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        rig.FolderOf(one).Write("good.yaml", rig.FileOf("whoever"));
        rig.FolderOf(one).Write("bad.yaml", rig.FileOf("whoever").Replace(rig.Instances[0].Url, "http://127.0.0.1:1", StringComparison.Ordinal));
        await NodesOnEtcd.DoAsync(one, "apply", "good.yaml");
        await RunAsync(rig, 1);
        using var stop = new CancellationTokenSource();
        var traffic = Task.WhenAll(AskAsync(one, stop.Token), AskAsync(two, stop.Token));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

        await NodesOnEtcd.DoAsync(one, "apply", "bad.yaml", "--staged", "--pause", "8s", "--max-error-increase", "5%");

        await Eventually.TrueAsync(
            async () => await RolloutAsync(rig, two) == "stopped", "the roll-out stops");
        await RunAsync(rig, 3);
        await stop.CancelAsync();
        await traffic;
        var changed = rig.Nodes.Count(node => node.Process.Log.Contains("version 2 is in force here", StringComparison.Ordinal));
        Assert.Equal(1, changed);
        await Eventually.TrueAsync(
            async () => (await one.GetAsync("/healthz")).IsSuccessStatusCode && (await two.GetAsync("/healthz")).IsSuccessStatusCode, "both serve");
    });

    private static Task RunAsync(NodesOnEtcd rig, long version) => Eventually.TrueAsync(
        async () => (await Task.WhenAll(rig.Nodes.Select(VersionAsync))).All(running => running == version), $"all run version {version}");

    private static async Task<JsonElement> HereAsync(RunningNode node) => (await NodesOnEtcd.CoordinationAsync(node)).GetProperty("configuration");

    private static async Task<long> VersionAsync(RunningNode node) => (await HereAsync(node)).GetProperty("version").GetInt64();

    private static async Task<long> TargetAsync(RunningNode node) => (await HereAsync(node)).GetProperty("target").GetInt64();

    private static async Task<string?> ProblemAsync(RunningNode node) => (await HereAsync(node)).GetProperty("problem").GetString();

    private static async Task<string?> RolloutAsync(NodesOnEtcd rig, RunningNode node) =>
        (await rig.JsonAsync(node, "/api/v1/configuration")).GetProperty("rollout") is { ValueKind: JsonValueKind.Object } rollout
            ? rollout.GetProperty("state").GetString()
            : null;

    // Requests one after the other, whatever becomes of them.
    private static async Task AskAsync(RunningNode node, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var answer = await node.GetAsync("/catalog/items/7");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}
