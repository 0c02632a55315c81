using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>What an operator says to one node holds on all.</summary>
public sealed class OperatorTests(ITestOutputHelper output)
{
    [EtcdFact]
    public Task Change_on_one_node_holds_on_all_and_on_those_that_join() => NodesOnEtcd.PlayAsync(output, 2, 2, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);

        await NodesOnEtcd.DoAsync(one, "drain", "shop", "shop-1");
        await NodesOnEtcd.DoAsync(one, "breaker", "open", "shop", "shop-2");
        await NodesOnEtcd.DoAsync(two, "flags", "set", "checkout", "25%");
        await HoldsAsync(two, "shop-1", "drained");
        await HoldsAsync(two, "shop-2", "breaker-open");
        await Eventually.TrueAsync(async () => await rig.FlagAsync(one) == 25, "the flag is set on the other node");

        // Taken back elsewhere than it was said.
        await NodesOnEtcd.DoAsync(two, "breaker", "auto", "shop", "shop-2");
        await Eventually.TrueAsync(async () => (await one.StatesAsync())["shop-2"] != "breaker-open", "the breaker is free again");
        Assert.Equal(["shop-2"], await two.AnsweringAsync());

        var three = await rig.StartNodeAsync("gateway-3");
        await HoldsAsync(three, "shop-1", "drained");
        Assert.Equal(25, await rig.FlagAsync(three));
        await Eventually.TrueAsync(async () => (await NodesOnEtcd.NodesSeenAsync(one)).Length == 3, "the third node is known");

        await NodesOnEtcd.DoAsync(three, "undrain", "shop", "shop-1");
        await NodesOnEtcd.DoAsync(three, "flags", "clear", "checkout");
        await Eventually.TrueAsync(async () => (await one.StatesAsync())["shop-1"] != "drained", "the drain is over");
        await Eventually.TrueAsync(async () => await rig.FlagAsync(two) == 0, "the flag has its default");
    });

    [EtcdFact]
    public Task Ejection_by_hand_survives_reloads_and_ends_everywhere() => NodesOnEtcd.PlayAsync(output, 2, 2, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        await NodesOnEtcd.DoAsync(one, "eject", "shop", "shop-1");
        await HoldsAsync(two, "shop-1", "ejected");

        two.Process.Send("HUP");
        await Eventually.TrueAsync(async () => await two.PlanVersionAsync() == 2, "the node has reloaded");
        Assert.Equal("ejected", (await two.StatesAsync())["shop-1"]);

        await NodesOnEtcd.DoAsync(two, "restore", "shop", "shop-1");
        await Eventually.TrueAsync(async () => (await one.StatesAsync())["shop-1"] != "ejected", "the ejection is over");
    });

    private static Task HoldsAsync(RunningNode node, string instance, string state) =>
        Eventually.TrueAsync(async () => (await node.StatesAsync())[instance] == state, $"{instance} is {state} there too");
}
