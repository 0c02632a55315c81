using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Zones;

/// <summary>Two zones with two instances each; the node is in the first.</summary>
public sealed class ZoneTests(ITestOutputHelper output)
{
    [Fact]
    public Task Loss_of_the_local_zone_is_served_by_the_other_and_its_return_by_itself() => Rig.PlayAsync(output, 4, async rig =>
    {
        string[] local = ["shop-1", "shop-2"];
        string[] other = ["shop-3", "shop-4"];
        await Eventually.TrueAsync(async () => (await rig.Node.AnsweringAsync()).SetEquals(local), "the local zone serves alone");

        foreach (var instance in rig.Instances[..2]) instance.Stop();
        // AnsweringAsync asserts that every answer is good, those included that first meet an instance that hangs.
        await Eventually.TrueAsync(async () => (await rig.Node.AnsweringAsync()).SetEquals(other), "the other zone serves alone");
        foreach (var instance in rig.Instances[..2]) instance.Continue();
        await Eventually.TrueAsync(async () => (await rig.Node.AnsweringAsync()).SetEquals(local), "the local zone serves alone again");

        await Task.WhenAll(rig.Instances[..2].Select(instance => instance.KillAsync()));
        Assert.Subset(other.ToHashSet(), await rig.Node.AnsweringAsync());
        rig.Tell($"{string.Join(", ", (await rig.Node.StatesAsync()).Select(state => $"{state.Key} {state.Value}"))}");
    }, Text);

    [Fact]
    public Task Loss_of_half_of_the_local_zone_spills_over() => Rig.PlayAsync(output, 4, async rig =>
    {
        await rig.Instances[0].KillAsync();
        await Eventually.TrueAsync(
            async () => (await rig.Node.AnsweringAsync(100)) is var ids && ids.Contains("shop-2") && ids.Overlaps(["shop-3", "shop-4"]),
            "what is left of the local zone is relieved by the other");
    }, Text);

    private static string Text(Rig rig) => $$"""
        system: shop
        node: { id: gateway-1, zone: eu-a }
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        admin: { address: "127.0.0.1:0" }
        topology:
          regions:
            - { name: eu, zones: [eu-a, eu-b] }
        services:
          shop:
            healthCheck: { path: /healthz, interval: 500ms, timeout: 500ms }
            outlierDetection: { baseEjection: 1s }
            circuitBreaker: { openFor: 1s }
            timeouts: { connect: 1s, attempt: 1s, request: 60s }
            retry: { attempts: 8 }
            slowStart: 500ms
            instances:
        {{string.Join('\n', rig.Instances.Select(Line))}}
        routes:
          - { name: all, match: { path: /* }, service: shop }

        """;

    private static string Line(TestInstance instance, int index) =>
        $"      - {{ id: {instance.Id}, url: \"{instance.Url}\", zone: {(index < 2 ? "eu-a" : "eu-b")} }}";
}
