using System.Globalization;
using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary><c>perdure top</c> on a terminal of its own, which script(1) makes, and in a pipe.</summary>
public sealed class TopTests
{
    private const string EntersScreen = "\e[?1049h";
    private const string LeavesScreen = "\e[?1049l";

    [Fact]
    public async Task Top_shows_a_node_waits_for_it_and_gives_the_terminal_back()
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", """
            system: shop
            node: { id: gateway-1 }
            listeners: [{ name: web, address: "127.0.0.1:0" }]
            admin: { address: "127.0.0.1:0" }
            services: { catalog: { instances: [{ id: catalog-1, url: "http://127.0.0.1:1" }] } }
            routes: [{ name: all, match: {}, service: catalog, objective: {} }]

            """);
        await using var node = await RunningNode.StartAsync(folder, args: ["--drain-grace", "0"]);
        var piped = await node.CommandAsync("top", "--interval", "200ms");
        Assert.True(piped.ExitCode == 0, piped.Error);
        Assert.Contains("catalog/catalog-1", piped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', piped.Output);

        var typed = string.Create(CultureInfo.InvariantCulture, $"stty cols 80 rows 24; TERM=xterm '{Executable.Perdure}' top --interval 200ms --admin {node.Admin}; echo exit=$?");
        var start = Executable.Command("script", folder.Path, "-qfec", typed, "typescript");
        using var terminal = System.Diagnostics.Process.Start(start)!;
        try
        {
            var drawn = () => File.Exists(Path.Combine(folder.Path, "typescript")) ? File.ReadAllText(Path.Combine(folder.Path, "typescript")) : "";
            await Eventually.TrueAsync(() => drawn().Contains("catalog/catalog-1", StringComparison.Ordinal), "the node is shown");
            await node.KillAsync();
            await Eventually.TrueAsync(() => drawn().Contains("not answering since", StringComparison.Ordinal), "the node is missed");
            await terminal.StandardInput.WriteAsync('q');
            await terminal.StandardInput.FlushAsync();
            await Eventually.TrueAsync(() => drawn().Contains("exit=0", StringComparison.Ordinal), "q ends it");

            var text = drawn();
            Assert.True(text.IndexOf(EntersScreen, StringComparison.Ordinal) < text.IndexOf("catalog/catalog-1", StringComparison.Ordinal));
            Assert.True(text.LastIndexOf(LeavesScreen, StringComparison.Ordinal) > text.LastIndexOf("not answering", StringComparison.Ordinal));
        }
        finally
        {
            terminal.Kill(entireProcessTree: true);
        }
    }
}
