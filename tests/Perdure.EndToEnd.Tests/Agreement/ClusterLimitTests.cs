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
            "service: shop }", $"service: shop, rateLimit: {{ requests: {Limit}, per: 24h, key: header:X-Chance, scope: cluster }} }}", StringComparison.Ordinal));

        // The nodes began without such a limit: they open their sockets for each other now.
        await NodesOnEtcd.DoAsync(one, "apply", "limited.yaml");
        await Eventually.TrueAsync(
            async () => (await NodesOnEtcd.CoordinationAsync(two)).GetProperty("configuration").GetProperty("version").GetInt64() == 1, "both follow");
        await Eventually.TrueAsync(async () => (await NodesOnEtcd.NodesSeenAsync(one)).Length == 2, "both are registered");

        // Each has a bucket of its own. What a node admits is known to the other one when both have had the time to say and to hear it.
        var chance = 0;
        await Chances.PlayAsync(output, () => AdmittedAsync(one, two, $"{++chance}"));
    });

    private async Task<string?> AdmittedAsync(RunningNode one, RunningNode two, string chance)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var first = await AdmittedAsync(one, chance, Limit / 2);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var second = await AdmittedAsync(two, chance, Limit * 2);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var third = await AdmittedAsync(one, chance, Limit);

        var admitted = $"admitted {first}, {second}, {third} of {Limit}";
        output.WriteLine(admitted);
        // Whatever they hear of each other, none of them admits more than the limit.
        Assert.InRange(second, 1, Limit);
        Assert.InRange(first + third, 1, Limit);
        // A node is careful with the last few, which another might be admitting at this moment.
        var held = first == Limit / 2 && second is >= Limit / 4 and <= (Limit / 2) + 2 && first + second + third is >= Limit * 3 / 4 and <= Limit + 2;
        return held ? null : admitted;
    }

    private static async Task<int> AdmittedAsync(RunningNode node, string chance, int requests)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { DefaultRequestHeaders = { { "X-Chance", chance } } };
        var admitted = 0;
        for (var i = 0; i < requests; i++)
        {
            using var answer = await client.GetAsync(new Uri(node.Gateway, "/catalog/items/7"));
            admitted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{(int)answer.StatusCode}");
        }

        return admitted;
    }
}
