using System.Text.Json;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;
using FreePorts = Perdure.EndToEnd.Tests.Support.FreePorts;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>Some instances, a real etcd, and nodes that agree in it. What the nodes logged is printed when a test fails.</summary>
internal sealed class NodesOnEtcd : IAsyncDisposable
{
    private readonly List<(RunningNode Node, TemporaryFolder Folder)> _nodes = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(90) };
    private readonly TemporaryFolder _instances = new();

    private NodesOnEtcd(EtcdCluster etcd, int instances)
    {
        Etcd = etcd;
        Instances = [.. FreePorts.Take(instances).Select((port, i) => new TestInstance($"shop-{i + 1}", port, _instances))];
    }

    public EtcdCluster Etcd { get; }

    public TestInstance[] Instances { get; }

    public IReadOnlyList<RunningNode> Nodes => [.. _nodes.Select(pair => pair.Node)];

    /// <summary>Starts everything, does the test, stops everything.</summary>
    public static async Task PlayAsync(ITestOutputHelper output, int nodes, int instances, Func<NodesOnEtcd, Task> test)
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        await using var rig = new NodesOnEtcd(etcd, instances);
        try
        {
            await Task.WhenAll(rig.Instances.Select(instance => instance.StartAsync()));
            for (var i = 1; i <= nodes; i++) await rig.StartNodeAsync($"gateway-{i}");
            if (nodes > 0)
                await Eventually.TrueAsync(async () => (await NodesSeenAsync(rig.Nodes[0])).Length == nodes, "all nodes are registered");
            await test(rig);
        }
        catch
        {
            foreach (var (node, _) in rig._nodes) output.WriteLine($"a node's log:\n{node.Process.LogTail}\n");
            throw;
        }
    }

    /// <summary>A system file of a node of this etcd, in front of these instances or all.</summary>
    public string FileOf(string id, IEnumerable<TestInstance>? instances = null, string more = "") => $$"""
        system: shop
        node: { id: {{id}} }
        listeners:
          - { name: web, address: "127.0.0.1:0", limits: { maxConnectionsPerClient: 0 } }
        admin: { address: "127.0.0.1:0" }
        coordination: { engine: etcd, endpoints: ["{{Etcd.Endpoints[0].GetLeftPart(UriPartial.Authority)}}"], ttl: 10s, timeout: 3s{{more}} }
        flags:
          checkout: { default: off }
        services:
          shop:
            timeouts: { connect: 30s, attempt: 30s, request: 60s }
            instances:
        {{string.Join('\n', (instances ?? Instances).Select(instance => $"      - {{ id: {instance.Id}, url: \"{instance.Url}\" }}"))}}
        routes:
          - { name: all, match: { path: /* }, service: shop }

        """;

    /// <summary>Starts a node in a folder of its own, or in that of one that has ended.</summary>
    public async Task<RunningNode> StartNodeAsync(string id, string? file = null, RunningNode? inPlaceOf = null)
    {
        var place = _nodes.FindIndex(pair => pair.Node == inPlaceOf);
        var folder = place < 0 ? new TemporaryFolder() : _nodes[place].Folder;
        folder.Write("perdure.yaml", file ?? FileOf(id));
        var node = await RunningNode.StartAsync(folder, args: ["--drain-grace", "0"]);
        if (place < 0) _nodes.Add((node, folder));
        else _nodes[place] = (node, folder);
        return node;
    }

    /// <summary>The folder of a node, with its system file and its data.</summary>
    public TemporaryFolder FolderOf(RunningNode node) => _nodes.Find(pair => pair.Node == node).Folder;

    /// <summary>Runs a command against a node; it must end well.</summary>
    public static async Task<string> DoAsync(RunningNode node, params string[] args)
    {
        var outcome = await node.CommandAsync(args);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', args)}: {outcome.Error}");
        return outcome.Output;
    }

    /// <summary>The part of the status about the other nodes.</summary>
    public static async Task<JsonElement> CoordinationAsync(RunningNode node) => (await node.StatusAsync()).GetProperty("coordination");

    /// <summary>The ids of the nodes that a node sees.</summary>
    public static async Task<string[]> NodesSeenAsync(RunningNode node) =>
        [.. (await CoordinationAsync(node)).GetProperty("nodes").EnumerateArray().Select(seen => seen.GetProperty("node").GetString()!)];

    /// <summary>To how many percent the flag is on, on a node.</summary>
    public async Task<int> FlagAsync(RunningNode node) => (await JsonAsync(node, "/api/v1/flags/checkout")).GetProperty("percent").GetInt32();

    /// <summary>What a page of the admin API answers.</summary>
    public async Task<JsonElement> JsonAsync(RunningNode node, string path) =>
        JsonElement.Parse(await _http.GetStringAsync(new Uri(node.Admin, path)));

    /// <summary>Posts to the admin API; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> PostAsync(RunningNode node, string path, string body = "") =>
        _http.PostAsync(new Uri(node.Admin, path), new StringContent(body));

    /// <summary>The state of the store as a node sees it.</summary>
    public static async Task<string> StoreAsync(RunningNode node) => (await CoordinationAsync(node)).GetProperty("state").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, folder) in _nodes)
        {
            await node.DisposeAsync();
            folder.Dispose();
        }

        foreach (var instance in Instances) await instance.DisposeAsync();
        _instances.Dispose();
        _http.Dispose();
    }
}
