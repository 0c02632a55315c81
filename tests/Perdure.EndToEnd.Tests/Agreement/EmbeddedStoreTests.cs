using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Agreement;

/// <summary>One node without anything beside it.</summary>
public sealed class EmbeddedStoreTests(ITestOutputHelper output)
{
    [Fact]
    public Task Drains_flags_and_the_configuration_outlast_a_node_that_is_killed() => Rig.PlayAsync(output, 2, async rig =>
    {
        await DoAsync(rig.Node, "drain", "shop", "shop-1");
        await DoAsync(rig.Node, "breaker", "open", "shop", "shop-2");
        await DoAsync(rig.Node, "flags", "set", "checkout", "25%");
        rig.Folder.Write("next.yaml", WithFlag(rig).Replace("attempt: 30s", "attempt: 29s", StringComparison.Ordinal));
        await DoAsync(rig.Node, "apply", "next.yaml");
        await Eventually.TrueAsync(async () => await rig.Node.PlanVersionAsync() == 2, "the version is in force");

        await rig.Node.KillAsync();
        await using var again = await RunningNode.StartAsync(rig.Folder, args: ["--drain-grace", "0"]);

        var states = await again.StatesAsync();
        Assert.Equal("drained", states["shop-1"]);
        Assert.Equal("breaker-open", states["shop-2"]);
        Assert.Contains("25%", await DoAsync(again, "flags", "list"), StringComparison.Ordinal);
        await again.Process.WritesAsync("plan from configuration-1");
        Assert.Equal(
            1, (await again.StatusAsync()).GetProperty("coordination").GetProperty("configuration").GetProperty("version").GetInt64());

        var second = await Executable.RunAsync(rig.Folder.Path, "run", "perdure.yaml");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by another node", second.Error, StringComparison.Ordinal);
    }, WithFlag, "--drain-grace", "0");

    [Fact]
    public Task Process_that_takes_over_has_the_store_and_what_was_said_before() => Rig.PlayAsync(output, 2, async rig =>
    {
        await DoAsync(rig.Node, "drain", "shop", "shop-1");

        await using var successor = await RunningNode.StartAsync(rig.Folder, args: ["--take-over", "--drain-grace", "0"]);

        Assert.Equal("drained", (await successor.StatesAsync())["shop-1"]);
        await rig.Node.Process.EndedAsync();
        await Eventually.TrueAsync(
            async () => (await successor.StatusAsync()).GetProperty("coordination") is var coordination &&
                coordination.GetProperty("state").GetString() == "connected" && coordination.GetProperty("membership").GetString() == "joined",
            "the new process has the store");
        await DoAsync(successor, "undrain", "shop", "shop-1");
        await Eventually.TrueAsync(
            async () => (await successor.StatusAsync()).GetProperty("coordination").GetProperty("pending").GetInt32() == 0, "it writes to it");
        var second = await Executable.RunAsync(rig.Folder.Path, "run", "perdure.yaml");
        Assert.Equal(1, second.ExitCode);
    }, null, "--drain-grace", "0");

    [Fact]
    public Task Data_directory_that_cannot_be_written_keeps_no_node_from_serving() => Rig.PlayAsync(output, 1, async rig =>
    {
        Assert.Equal(["shop-1"], await rig.Node.AnsweringAsync(5));
        await DoAsync(rig.Node, "drain", "shop", "shop-1");
        Assert.Contains("cannot write the data directory", await DoAsync(rig.Node, "status"), StringComparison.Ordinal);
    }, rig =>
    {
        rig.Folder.Write("data", "a file where the directory should be");
        return rig.SystemFile;
    });

    private static string WithFlag(Rig rig) => rig.SystemFile + "flags:\n  checkout: { default: off }\n";

    private static async Task<string> DoAsync(RunningNode node, params string[] args)
    {
        var outcome = await node.CommandAsync(args);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Output;
    }
}
