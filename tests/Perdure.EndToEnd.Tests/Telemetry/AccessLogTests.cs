using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real node that logs its requests to a file, which is moved away as logrotate does it, and somebody who watches them go by.</summary>
public sealed class AccessLogTests
{
    [Fact]
    public async Task Requests_are_logged_over_a_rotation_and_a_reload_and_seen_by_the_tap()
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", FileOf("access.log"));
        var (log, moved, other) = (Path.Combine(folder.Path, "access.log"), Path.Combine(folder.Path, "access.log.1"), Path.Combine(folder.Path, "other.log"));
        await using var node = await RunningNode.StartAsync(folder, args: ["--drain-grace", "0"]);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var tap = new StreamReader(await client.GetStreamAsync(new Uri(node.Admin, "/api/v1/tap?route=all&minStatus=500")));

        await AskAsync(node, "/one?token=secret");
        await Eventually.TrueAsync(() => File.Exists(log) && File.ReadAllLines(log).Length == 1, "the request is logged");
        File.Move(log, moved);
        node.Process.Send("HUP");
        await Eventually.TrueAsync(() => File.Exists(log), "the file is there again");
        await AskAsync(node, "/two");
        await Eventually.TrueAsync(() => File.ReadAllLines(log).Length == 1, "requests are logged to the new one");
        folder.Write("perdure.yaml", FileOf("other.log, format: text"));
        await Eventually.TrueAsync(() => File.Exists(other), "the reload has changed the file");
        await AskAsync(node, "/three");
        node.Process.Send(ProcessSignal.Terminate);
        await node.Process.EndedAsync();

        Assert.Equal(["/one"], File.ReadLines(moved).Select(PathOf));
        Assert.Equal(["/two"], File.ReadLines(log).Select(PathOf));
        Assert.Contains("\"GET /three HTTP/1.1\" 503 ", Assert.Single(File.ReadAllLines(other)), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(log) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
        var seen = (await tap.ReadToEndAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["/one", "/two", "/three"], seen.Where(one => one.StartsWith("event: request\ndata: ", StringComparison.Ordinal)).Select(one => PathOf(one[21..])));
    }

    private static async Task AskAsync(RunningNode node, string path) => (await node.GetAsync(path)).Dispose();

    private static string? PathOf(string line) => JsonElement.Parse(line).GetProperty("path").GetString();

    private static string FileOf(string log) => $$"""
        system: shop
        node: { id: gateway-1 }
        listeners:
          - { name: web, address: "127.0.0.1:0" }
        admin: { address: "127.0.0.1:0" }
        services:
          shop: { instances: [{ id: shop-1, url: "http://127.0.0.1:1" }] }
        routes:
          - { name: all, match: { path: /* }, service: shop }
        telemetry: { accessLog: { path: {{log}} } }

        """;
}
