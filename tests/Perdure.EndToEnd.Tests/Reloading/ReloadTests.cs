using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Reloading;

/// <summary>Another plan while requests are served.</summary>
public sealed class ReloadTests(ITestOutputHelper output)
{
    [Fact]
    public Task Reload_under_load_fails_no_request_and_keeps_live_state() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync("first plan", 1);
        Assert.Equal(0, (await rig.Node.CommandAsync("drain", "shop", "shop-2")).ExitCode);
        Assert.Equal(0, (await rig.Node.CommandAsync("breaker", "open", "shop", "shop-3")).ExitCode);

        rig.Node.Process.Send("HUP");
        await PlanAsync(rig, 2);
        await rig.Traffic.PlayAsync("after SIGHUP", 1);
        await rig.Node.Process.WritesAsync("SIGHUP");
        await AssertHeldAsync(rig);

        rig.Folder.Write("perdure.yaml", rig.SystemFile.Replace("attempt: 30s", "attempt: 29s", StringComparison.Ordinal));
        await PlanAsync(rig, 3);
        await rig.Traffic.PlayAsync("after change", 1);
        await AssertHeldAsync(rig);

        rig.Folder.Write("perdure.yaml", rig.SystemFile.Replace("attempt: 30s", "attempt: soon", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => !(await LastReloadAsync(rig)).GetProperty("ok").GetBoolean(), "the file is refused");
        await rig.Traffic.PlayAsync("after refusal", 1);
        Assert.Equal(3, await rig.Node.PlanVersionAsync());
        await AssertHeldAsync(rig);
        var place = $"perdure.yaml:{LineOf(rig, "attempt:")}:";
        await rig.Node.Process.WritesAsync(place);
        var status = await rig.Node.CommandAsync("status");
        Assert.Contains("refused", status.Output, StringComparison.Ordinal);
        Assert.Contains(place, status.Output, StringComparison.Ordinal);

        rig.Folder.Write("perdure.yaml", rig.SystemFile);
        await PlanAsync(rig, 4);
        await rig.Traffic.EndAsync();
        rig.Tell($"{rig.Traffic.Table()}");
        rig.Traffic.AssertAllGood();
    });

    [Fact]
    public Task Reload_adds_and_removes_instances_without_a_failed_request() => Rig.PlayAsync(output, 3, async rig =>
    {
        await rig.Traffic.PlayAsync("two", 1);
        Assert.Equal(["shop-1", "shop-2"], await rig.Node.AnsweringAsync());
        rig.Folder.Write("perdure.yaml", SystemFiles.Of(rig.Instances[1..]));
        await PlanAsync(rig, 2);
        await rig.Traffic.PlayAsync("other two", 1);
        await Eventually.TrueAsync(
            async () => (await rig.Node.AnsweringAsync()).SetEquals(["shop-2", "shop-3"]),
            "the new instance serves and the removed one does not");
        await rig.Traffic.EndAsync();
        rig.Traffic.AssertAllGood();
    }, rig => SystemFiles.Of(rig.Instances[..2]));

    [Fact]
    public Task Reload_opens_and_closes_listeners() => Rig.PlayAsync(output, 1, async rig =>
    {
        const string Added = "listeners:\n  - { name: more, address: \"127.0.0.1:0\" }";
        var more = rig.SystemFile.Replace("listeners:", Added, StringComparison.Ordinal);
        rig.Folder.Write("perdure.yaml", more);
        await Eventually.TrueAsync(async () => (await rig.Node.ListenersAsync()).ContainsKey("more"), "the listener is there");
        var address = (await rig.Node.ListenersAsync())["more"];
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("healthy", await client.GetStringAsync(new Uri($"http://{address}/healthz")));
        Assert.Equal(rig.Node.Gateway.Authority, (await rig.Node.ListenersAsync())["web"]);

        // A request that is under way on the listener that goes is served to its end.
        rig.Instances[0].Stop();
        var slow = client.GetStringAsync(new Uri($"http://{address}/slow/1"));
        await Eventually.TrueAsync(
            async () => await rig.Node.InFlightAsync("shop-1") > 0, "the slow request is under way");
        rig.Folder.Write("perdure.yaml", rig.SystemFile);
        await PlanAsync(rig, 3);
        await Eventually.TrueAsync(async () => !(await rig.Node.ListenersAsync()).ContainsKey("more"), "the listener is gone");
        Assert.False(slow.IsCompleted, "it is not under way any more");
        rig.Instances[0].Continue();
        Assert.Equal("slow", await slow);
        await Eventually.TrueAsync(async () => !await AcceptsAsync(address), "the removed listener accepts no more");
        Assert.Equal(["shop-1"], await rig.Node.AnsweringAsync(1));
    });

    private static Task PlanAsync(Rig rig, int version) =>
        Eventually.TrueAsync(async () => await rig.Node.PlanVersionAsync() >= version, $"plan {version}");

    private static async Task<JsonElement> LastReloadAsync(Rig rig) => (await rig.Node.StatusAsync()).GetProperty("lastReload");

    private static async Task AssertHeldAsync(Rig rig)
    {
        var states = await rig.Node.StatesAsync();
        Assert.Equal("drained", states["shop-2"]);
        Assert.Equal("breaker-open", states["shop-3"]);
        Assert.Equal(["shop-1"], await rig.Node.AnsweringAsync());
    }

    private static int LineOf(Rig rig, string text) => Array.FindIndex(
        File.ReadAllLines(rig.Folder.File("perdure.yaml")), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    private static async Task<bool> AcceptsAsync(string address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(address));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
