using System.Net;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>Nodes whose store dies, hangs or is not there: the traffic goes on, and what was missed is caught up with.</summary>
[Collection(Alone.Name)]
public sealed class StoreLossTests(ITestOutputHelper output)
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    // A longer outage can be asked for; what is tested is the same.
    private static readonly int OutageSeconds =
        int.TryParse(Environment.GetEnvironmentVariable("PERDURE_OUTAGE_SECONDS"), out var seconds) ? seconds : 2;

    [EtcdFact]
    public Task Store_that_dies_stops_no_request_and_is_caught_up_with() => NodesOnEtcd.PlayAsync(output, 2, 3, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        await NodesOnEtcd.DoAsync(one, "drain", "shop", "shop-3");
        await NodesOnEtcd.DoAsync(one, "flags", "set", "checkout", "25%");
        await Eventually.TrueAsync(async () => await rig.FlagAsync(two) == 25, "the flag is set everywhere");
        await using var traffic = Traffic.Start(one.Gateway);
        await traffic.PlayAsync("with the store", 1);

        rig.Etcd.Members[0].Kill();
        await Eventually.TrueAsync(
            async () => await NodesOnEtcd.StoreAsync(one) == "lost" && await NodesOnEtcd.StoreAsync(two) == "lost", "the nodes notice");
        await traffic.PlayAsync("without it", OutageSeconds);

        // What needs no agreement goes on here, and says that it holds here.
        Assert.Contains("on this node alone for now", await NodesOnEtcd.DoAsync(one, "drain", "shop", "shop-2"), StringComparison.Ordinal);
        await NodesOnEtcd.DoAsync(one, "flags", "set", "checkout", "50%");
        Assert.Equal("drained", (await one.StatesAsync())["shop-2"]);
        Assert.Equal(["shop-1"], await one.AnsweringAsync());

        // What needs it is refused.
        using (var campaign = await rig.PostAsync(one, "/api/v1/elections/billing/campaign", "{\"candidate\":\"a\"}"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, campaign.StatusCode);
            Assert.Contains("store-lost", await campaign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        rig.FolderOf(one).Write("next.yaml", rig.FileOf("whoever"));
        var apply = await one.CommandAsync("apply", "next.yaml");
        Assert.Equal(1, apply.ExitCode);
        Assert.Equal(HttpStatusCode.OK, await one.HealthAsync("/readyz"));
        Assert.Contains("lost", await NodesOnEtcd.DoAsync(one, "status"), StringComparison.Ordinal);

        // A node that starts meanwhile knows what was last known.
        await two.KillAsync();
        two = await rig.StartNodeAsync("gateway-2", inPlaceOf: two);
        Assert.Equal("drained", (await two.StatesAsync())["shop-3"]);
        Assert.Equal(25, await rig.FlagAsync(two));
        Assert.DoesNotContain("shop-3", await two.AnsweringAsync());

        await traffic.PlayAsync("before it is back", 1);
        rig.Etcd.Members[0].Start();
        await rig.Etcd.ReadyAsync();
        var back = Time.GetTimestamp();
        await Eventually.TrueAsync(
            async () => await rig.FlagAsync(two) == 50 && (await two.StatesAsync())["shop-2"] == "drained", "what was said meanwhile holds everywhere");
        var caughtUp = Time.GetElapsedTime(back);
        await Eventually.TrueAsync(async () => (await NodesOnEtcd.NodesSeenAsync(one)).Length == 2, "both are registered again");
        await traffic.PlayAsync("with it again", 1);
        var percent = 50;
        await Chances.PlayAsync(output, async () =>
        {
            if (caughtUp > CatchUp) caughtUp = await CaughtUpAsync(rig, one, two, ++percent);
            return caughtUp <= CatchUp ? null : $"what was said meanwhile held after {caughtUp.TotalSeconds:0.0} s";
        });
        await traffic.EndAsync();
        output.WriteLine(traffic.Table());
        traffic.AssertAllGood();
        using var leads = await rig.PostAsync(one, "/api/v1/elections/billing/campaign", "{\"candidate\":\"a\"}");
        Assert.Equal(HttpStatusCode.OK, leads.StatusCode);
    });

    [EtcdFact]
    public Task Store_that_hangs_blocks_neither_requests_nor_reloads_nor_drains_nor_the_end() => NodesOnEtcd.PlayAsync(output, 1, 2, async rig =>
    {
        var node = rig.Nodes[0];
        rig.Etcd.Members[0].Pause();

        await NodesOnEtcd.DoAsync(node, "drain", "shop", "shop-2");
        Assert.Equal(["shop-1"], await node.AnsweringAsync());
        node.Process.Send("HUP");
        await Eventually.TrueAsync(async () => await node.PlanVersionAsync() == 2, "the node reloads");
        Assert.Equal(HttpStatusCode.OK, await node.HealthAsync("/readyz"));
        await Eventually.TrueAsync(async () => await NodesOnEtcd.StoreAsync(node) == "lost", "the node notices");

        node.Process.Send(ProcessSignal.Terminate);
        await node.Process.EndedAsync();
        Assert.Equal(0, node.Process.ExitCode);
        Assert.Contains("node-stopped", node.Process.Log, StringComparison.Ordinal);
    });

    // Loses the store once more, and says how long it takes from its return until what was said at one node meanwhile holds at the other.
    private static async Task<TimeSpan> CaughtUpAsync(NodesOnEtcd rig, RunningNode one, RunningNode two, int percent)
    {
        rig.Etcd.Members[0].Kill();
        await Eventually.TrueAsync(
            async () => await NodesOnEtcd.StoreAsync(one) == "lost" && await NodesOnEtcd.StoreAsync(two) == "lost", "the nodes notice");
        await NodesOnEtcd.DoAsync(one, "flags", "set", "checkout", $"{percent}%");
        rig.Etcd.Members[0].Start();
        await rig.Etcd.ReadyAsync();
        var back = Time.GetTimestamp();
        await Eventually.TrueAsync(async () => await rig.FlagAsync(two) == percent, "what was said meanwhile holds everywhere");
        return Time.GetElapsedTime(back);
    }

    [EtcdFact]
    public Task Store_that_is_not_there_keeps_no_node_from_starting() => NodesOnEtcd.PlayAsync(output, 0, 1, async rig =>
    {
        rig.Etcd.Members[0].Kill();

        var node = await rig.StartNodeAsync("gateway-1");

        Assert.Equal(["shop-1"], await node.AnsweringAsync(5));
        Assert.Equal(HttpStatusCode.OK, await node.HealthAsync("/readyz"));
        await NodesOnEtcd.DoAsync(node, "drain", "shop", "shop-1");
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(node)).GetProperty("problem").GetString() is { Length: > 0 }, "the status says what is wrong");
        rig.Etcd.Members[0].Start();
        await Eventually.TrueAsync(async () => (await NodesOnEtcd.NodesSeenAsync(node)).Length == 1, "the node is registered without a restart");
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(node)).GetProperty("pending").GetInt32() == 0, "the drain is written");
    });
}
