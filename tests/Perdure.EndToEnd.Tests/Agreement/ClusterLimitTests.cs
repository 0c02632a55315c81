using System.Net;
using Perdure.Coordination.Tests.Support;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>A limit that nodes keep together, over real sockets between real nodes.</summary>
public sealed class ClusterLimitTests(ITestOutputHelper output)
{
    private const int Limit = 40;

    [EtcdFact]
    public Task Limit_that_comes_with_a_configuration_holds_for_all_nodes_together() => NodesOnEtcd.PlayAsync(output, 2, 1, async rig =>
    {
        var (one, two) = (rig.Nodes[0], rig.Nodes[1]);
        rig.FolderOf(one).Write("limited.yaml", rig.FileOf("whoever").Replace(
            "service: shop }", $"service: shop, rateLimit: {{ requests: {Limit}, per: 24h, key: route, scope: cluster }} }}", StringComparison.Ordinal));

        // The nodes began without such a limit: they open their sockets for each other now.
        await NodesOnEtcd.DoAsync(one, "apply", "limited.yaml");
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(two)).GetProperty("configuration").GetProperty("version").GetInt64() == 1, "both follow");
        await Eventually.TrueAsync(async () => (await NodesOnEtcd.NodesSeenAsync(one)).Length == 2, "both are registered");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);

        var first = await AdmittedAsync(one, Limit / 2);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var second = await AdmittedAsync(two, Limit * 2);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var third = await AdmittedAsync(one, Limit);

        output.WriteLine($"admitted {first}, {second}, {third} of {Limit}");
        Assert.Equal(Limit / 2, first);
        Assert.InRange(second, Limit / 4, (Limit / 2) + 2);
        // A node is careful with the last few, which another might be admitting at this moment.
        Assert.InRange(first + second + third, Limit * 3 / 4, Limit + 2);
    });

    private static async Task<int> AdmittedAsync(RunningNode node, int requests)
    {
        var admitted = 0;
        for (var i = 0; i < requests; i++)
        {
            using var answer = await node.GetAsync("/catalog/items/7");
            admitted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{(int)answer.StatusCode}");
        }

        return admitted;
    }
}
