using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node whose instance dies: what it tells of that, also after a restart.</summary>
public sealed class IncidentTests(ITestOutputHelper output)
{
    private const string Rules = """
        alerts:
          - { alert: PerdureBreakersOpen, for: 0s }
          - { alert: ShopDown, expr: { service: shop, signal: availability, below: 100% }, severity: critical, runbook: runbooks/shop.md }

        """;

    [Fact]
    public Task Killed_instance_makes_an_incident_that_outlasts_the_node() => Rig.PlayAsync(
        output,
        2,
        async rig =>
        {
            await rig.Node.AnsweringAsync(10);
            await rig.Instances[0].KillAsync();
            await Eventually.TrueAsync(
                async () =>
                {
                    using var answer = await rig.Node.GetAsync("/catalog/items/7");
                    return (await IncidentsAsync(rig.Node)).Count > 0;
                },
                "an incident is open");
            var id = (await IncidentsAsync(rig.Node))[0].GetProperty("id").GetString()!;
            JsonElement shown;
            await Eventually.TrueAsync(
                async () => Kinds(shown = await ShowAsync(rig.Node, id), "alert") > 0 && HasTrouble(shown), "the time line has the alert and what happened to the instance");

            Assert.Contains("shop-1", await DoAsync(rig.Node, "events", "--service", "shop"), StringComparison.Ordinal);
            await DoAsync(rig.Node, "incident", "note", id, "it was killed by a test");
            Assert.Contains("perdure drain shop INSTANCE", await DoAsync(rig.Node, "runbook", "show", "shop", "--alert", "ShopDown"), StringComparison.Ordinal);
            Assert.Contains("shop/shop-1 is drained", await DoAsync(rig.Node, "runbook", "run", "shop", "1", "SERVICE=shop", "INSTANCE=shop-1"), StringComparison.Ordinal);

            Assert.Equal(0, await StopAsync(rig.Node));
            await using var again = await RunningNode.StartAsync(rig.Folder);
            Assert.Contains(await IncidentsAsync(again), one => one.GetProperty("id").GetString() == id && one.GetProperty("state").GetString() == "open");
            var draft = await DoAsync(again, "incident", "show", id, "--output", "markdown");
            Assert.All(
                ["# Post-mortem: ", "ShopDown", "it was killed by a test", "perdure drain shop shop-1: shop/shop-1 is drained", "SIGTERM", "## Root cause"],
                part => Assert.Contains(part, draft, StringComparison.Ordinal));
        },
        rig =>
        {
            Directory.CreateDirectory(Path.Combine(rig.Folder.Path, "runbooks"));
            rig.Folder.Write("runbooks/shop.md", "# The shop\n\n1. `perdure drain SERVICE INSTANCE`: take it out.\n");
            return rig.SystemFile + Rules;
        },
        "--drain-grace",
        "0");

    private static async Task<string> DoAsync(RunningNode node, params string[] args)
    {
        var outcome = await node.CommandAsync(args);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Output;
    }

    private static async Task<List<JsonElement>> IncidentsAsync(RunningNode node) =>
        [.. (await node.ApiAsync("incidents")).GetProperty("incidents").EnumerateArray()];

    private static Task<JsonElement> ShowAsync(RunningNode node, string id) => node.ApiAsync($"incidents/{id}");

    private static async Task<int> StopAsync(RunningNode node)
    {
        node.Process.Send(Perdure.Supervision.Signals.ProcessSignal.Terminate);
        await node.Process.EndedAsync();
        return node.Process.ExitCode;
    }

    private static bool HasTrouble(JsonElement incident) =>
        incident.GetProperty("timeline").EnumerateArray().Any(entry => Label(entry, "event") == "instance-trouble" && Label(entry, "instance") == "shop-1");

    private static int Kinds(JsonElement incident, string kind) => incident.GetProperty("timeline").EnumerateArray().Count(entry => entry.GetProperty("kind").GetString() == kind);

    private static string? Label(JsonElement entry, string name) => entry.GetProperty("labels").TryGetProperty(name, out var value) ? value.GetString() : null;
}
