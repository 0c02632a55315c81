using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Administration;

/// <summary>What operators do to a running node with the command line.</summary>
public sealed class AdministrationTests(ITestOutputHelper output)
{
    private const string Operator = "a-token-of-an-operator";
    private const string Reader = "a-token-of-a-reader";

    [Fact]
    public Task Commands_decide_who_gets_traffic() => Rig.PlayAsync(output, 3, async rig =>
    {
        string[] all = ["shop-1", "shop-2", "shop-3"];
        Assert.Equal(all, (await rig.Node.AnsweringAsync()).Order());
        (string Off, string On)[] pairs =
            [("drain", "undrain"), ("eject", "restore"), ("breaker open", "breaker auto"), ("breaker open", "breaker closed")];
        foreach (var (off, on) in pairs)
        {
            await ActAsync(rig, off);
            Assert.DoesNotContain("shop-1", await rig.Node.AnsweringAsync());
            await ActAsync(rig, on);
            await Eventually.TrueAsync(async () => (await rig.Node.AnsweringAsync()).SetEquals(all), $"after {on} all serve");
        }

        var unknown = await rig.Node.CommandAsync("drain", "shop", "shop-9");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("shop-9", unknown.Error, StringComparison.Ordinal);
    });

    [Fact]
    public async Task Tokens_allow_what_their_role_does()
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", $$"""
            system: shop
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin:
              address: "127.0.0.1:0"
              tokens:
                - { name: ops, role: operator, token: {{Operator}} }
                - { name: board, role: reader, token: {{Reader}} }
            services:
              shop:
                instances:
                  - { id: shop-1, url: "http://127.0.0.1:1" }
            routes:
              - { name: all, match: { path: /* }, service: shop }

            """);
        await using var node = await RunningNode.StartAsync(folder, Reader);

        Assert.Equal(0, (await node.CommandAsync("status", "--token", Reader)).ExitCode);
        await AssertRefusedAsync(node.CommandAsync("status"), "token");
        await AssertRefusedAsync(node.CommandAsync("status", "--token", "a-token-of-nobody"), "token");
        await AssertRefusedAsync(node.CommandAsync("drain", "shop", "shop-1", "--token", Reader), "operator");
        Assert.NotEqual("drained", (await node.StatesAsync())["shop-1"]);
        Assert.Equal(0, (await node.CommandAsync("drain", "shop", "shop-1", "--token", Operator)).ExitCode);
        Assert.Equal("drained", (await node.StatesAsync())["shop-1"]);
        Assert.DoesNotContain(Operator, node.Process.Log, StringComparison.Ordinal);
    }

    private static async Task ActAsync(Rig rig, string command)
    {
        var outcome = await rig.Node.CommandAsync([.. command.Split(' '), "shop", "shop-1"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private static async Task AssertRefusedAsync(Task<CommandOutcome> command, string why)
    {
        var outcome = await command;
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
    }
}
