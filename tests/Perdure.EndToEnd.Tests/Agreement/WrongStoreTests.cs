using System.Text.Json;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>Nodes that are set up wrongly: the traffic goes on, and the status says what to do.</summary>
public sealed class WrongStoreTests(ITestOutputHelper output)
{
    [EtcdFact]
    public Task Second_node_with_an_id_serves_and_says_that_the_id_is_taken() => NodesOnEtcd.PlayAsync(output, 1, 1, async rig =>
    {
        var second = await rig.StartNodeAsync("gateway-1");

        Assert.Equal(["shop-1"], await second.AnsweringAsync(5));
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(second)).GetProperty("membership").GetString() == "id-taken", "the second one notices");
        var problem = (await NodesOnEtcd.CoordinationAsync(second)).GetProperty("membershipProblem").GetString();
        Assert.Contains("gateway-1", problem, StringComparison.Ordinal);
        await second.Process.WritesAsync("membership-problem");
        Assert.Equal("joined", (await NodesOnEtcd.CoordinationAsync(rig.Nodes[0])).GetProperty("membership").GetString());

        // The first one ends: the id is free.
        await rig.Nodes[0].KillAsync();
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(second)).GetProperty("membership").GetString() == "joined", "the second one takes the id");
    });

    [EtcdFact]
    public Task Prefix_of_another_system_and_of_another_program_are_refused_and_the_traffic_goes_on() => NodesOnEtcd.PlayAsync(output, 1, 1, async rig =>
    {
        await rig.Etcd.PutAsync("/other/app/key", "something");
        var bank = rig.FileOf("gateway-2", more: ", prefix: /perdure/shop").Replace("system: shop", "system: bank", StringComparison.Ordinal);
        var foreign = rig.FileOf("gateway-3", more: ", prefix: /other/app");

        foreach (var (id, file, prefix) in new[] { ("gateway-2", bank, "/perdure/shop"), ("gateway-3", foreign, "/other/app") })
        {
            var node = await rig.StartNodeAsync(id, file);
            var status = await RefusedAsync(node);
            Assert.Contains(prefix, status.GetProperty("problem").GetString(), StringComparison.Ordinal);
            Assert.Equal(["shop-1"], await node.AnsweringAsync(5));
        }
    });

    [EtcdFact]
    public Task Wrong_password_is_named_and_the_traffic_goes_on() => NodesOnEtcd.PlayAsync(output, 0, 1, async rig =>
    {
        await rig.Etcd.EnableUsersAsync(("root", "right"));

        var wrong = await rig.StartNodeAsync("gateway-1", rig.FileOf("gateway-1", more: ", user: root, password: \"not-it\""));
        var right = await rig.StartNodeAsync("gateway-2", rig.FileOf("gateway-2", more: ", user: root, password: \"right\""));

        var problem = (await RefusedAsync(wrong)).GetProperty("problem").GetString();
        Assert.Contains("root", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("not-it", problem + wrong.Process.Log, StringComparison.Ordinal);
        Assert.Equal(["shop-1"], await wrong.AnsweringAsync(5));
        await NodesOnEtcd.DoAsync(wrong, "drain", "shop", "shop-1");
        Assert.Equal("drained", (await wrong.StatesAsync())["shop-1"]);
        await Eventually.TrueAsync(async () => await NodesOnEtcd.StoreAsync(right) == "connected", "the right password is taken");
    });

    private static async Task<JsonElement> RefusedAsync(RunningNode node)
    {
        await Eventually.TrueAsync(async () => await NodesOnEtcd.StoreAsync(node) == "refused", "the store refuses");
        return await NodesOnEtcd.CoordinationAsync(node);
    }
}
