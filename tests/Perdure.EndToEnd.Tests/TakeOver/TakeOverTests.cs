using System.Net;
using System.Net.Sockets;
using Perdure.EndToEnd.Tests.Failures;
using Perdure.EndToEnd.Tests.Streaming;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.TakeOver;

/// <summary><c>perdure run --take-over</c> under 450 requests/s, a third of them on connections of their own.</summary>
public sealed class TakeOverTests(ITestOutputHelper output)
{
    private const string Listeners = "listeners:";

    // A take-over must not fail a request, and a machine that has no time for its instances must not look as if it had.
    private const string Patient = "    timeouts: { connect: 30s, attempt: 30s, request: 60s }";

    private const long DownloadBytes = 48 * 1024 * 1024;

    [Fact]
    public async Task Three_take_overs_in_a_row_fail_no_request()
    {
        await using var download = await StreamBackend.StartAsync(DownloadBytes);
        await using var echo = await EchoBackend.StartAsync();
        await Rig.PlayAsync(output, 2, rig => TakeOverThriceAsync(rig), rig => WithBackends(FileOf(rig), download.Url, echo.Url));
    }

    [Fact]
    public Task New_process_that_cannot_start_leaves_the_old_one_unharmed() => Rig.PlayAsync(output, 2, async rig =>
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        rig.Folder.Write("broken.yaml", FileOf(rig).Replace("service: shop", "service: nobody", StringComparison.Ordinal));
        rig.Folder.Write("taken.yaml", WithListener(FileOf(rig), $"  - {{ name: more, address: \"{taken.LocalEndpoint}\" }}"));
        rig.Folder.Write("other.yaml", FileOf(rig).Replace("gateway-1", "gateway-2", StringComparison.Ordinal));
        await using var fresh = new FreshTraffic(rig.Node.Gateway);
        await using var ready = new ReadinessWatch(rig.Node.Admin, keep: false);
        await rig.Traffic.PlayAsync("before", 1);

        var broken = await TryAsync(rig, "broken.yaml");
        var refused = await TryAsync(rig, "taken.yaml");
        var other = await TryAsync(rig, "other.yaml");

        await rig.Traffic.PlayAsync("after", 1);
        await EndAsync(rig, fresh);
        ready.AssertAlwaysReady();
        Assert.Equal(2, broken.ExitCode);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("cannot open the listeners", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("gateway-1 of shop, not gateway-2 of shop", other.Error, StringComparison.Ordinal);
        Assert.False(rig.Node.Process.HasExited);
        await rig.Node.Process.WritesAsync("take-over-failed");
    }, FileOf);

    [Fact]
    public Task New_process_that_is_killed_half_way_leaves_the_old_one_unharmed() => Rig.PlayAsync(output, 2, async rig =>
    {
        await using var fresh = new FreshTraffic(rig.Node.Gateway);
        await rig.Traffic.PlayAsync("before", 1);
        await using (var half = await StartHalfAsync(rig, new StuckCertificate(rig.Folder)))
        {
            half.Send("KILL");
            await half.EndedAsync();
        }

        await rig.Traffic.PlayAsync("after", 1);
        await EndAsync(rig, fresh);
        await rig.Node.Process.WritesAsync("take-over-failed");
        // And it can still be taken over.
        await using var next = await RunningNode.StartAsync(rig.Folder, args: "--take-over");
        Assert.Equal(rig.Node.Gateway, next.Gateway);
    }, FileOf);

    [Fact]
    public Task Old_process_that_is_killed_half_way_leaves_the_service_to_the_new_one() => Rig.PlayAsync(output, 2, async rig =>
    {
        var certificate = new StuckCertificate(rig.Folder);
        await using var half = await StartHalfAsync(rig, certificate);
        await using var fresh = new FreshTraffic(rig.Node.Gateway);
        await rig.Traffic.PlayAsync("before", 1);
        await rig.Node.KillAsync();
        var killedAt = TimeProvider.System.GetTimestamp();
        await certificate.GiveAsync();
        await rig.Traffic.PlayAsync("after", 1);
        await fresh.EndAsync();
        await rig.Traffic.EndAsync();

        // Connections that were open died with their process; none that was made later was lost, or refused at any time.
        var later = fresh.Answers.Where(answer => answer.SentAt > killedAt).ToArray();
        Assert.NotEmpty(later);
        Assert.All(later, answer => Assert.True(answer.Outcome.Good, answer.Outcome.Reason));
        Assert.DoesNotContain(fresh.Answers, answer => answer.Outcome.Reason?.StartsWith("connect", StringComparison.Ordinal) == true);
        await half.WritesAsync("it has died meanwhile");
        rig.Tell($"after the death: {later.Length} on new connections, all good");
    }, FileOf);

    private static async Task TakeOverThriceAsync(Rig rig)
    {
        List<RunningNode> nodes = [];
        try
        {
            await using var fresh = new FreshTraffic(rig.Node.Gateway);
            await using var ready = new ReadinessWatch(rig.Node.Admin, keep: false);
            await using var kept = new ReadinessWatch(rig.Node.Admin, keep: true);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            using var stream = await client.GetAsync(new Uri(rig.Node.Gateway, "/download"), HttpCompletionOption.ResponseHeadersRead);
            using var conversation = await EchoClient.OpenAsync(rig.Node.Gateway);
            await rig.Traffic.PlayAsync("before", 2);
            for (var i = 0; i < 3; i++)
            {
                var next = await RunningNode.StartAsync(rig.Folder, args: "--take-over");
                nodes.Add(next);
                await rig.Traffic.PlayAsync($"process {i + 2}", 1);
                Assert.Equal(rig.Node.Gateway, next.Gateway);
                Assert.Equal(rig.Node.Admin, next.Admin);
                await conversation.SayAsync($"still there after {i + 1}");
            }

            Assert.Equal(DownloadBytes, await ReadPatternAsync(await stream.Content.ReadAsStreamAsync()));
            await EndAsync(rig, fresh);
            ready.AssertAlwaysReady();
            kept.AssertAlwaysReady();
            // An old process stays for as long as somebody may still speak to it.
            conversation.Dispose();
            client.Dispose();
            var audit = PaymentAudit.Of(rig);
            rig.Tell($"{rig.Traffic.Table()}");
            rig.Tell($"{rig.Traffic.Answers.Count} requests over kept connections, {fresh.Answers.Count} over new ones, none failed");
            Assert.Empty(audit.Twice);
            Assert.Empty(audit.Lost);

            foreach (var old in nodes.SkipLast(1).Prepend(rig.Node))
            {
                await old.Process.EndedAsync();
                Assert.True(old.Process.ExitCode == 0, old.Process.LogTail);
            }

            Assert.False(nodes[^1].Process.HasExited);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task EndAsync(Rig rig, FreshTraffic fresh)
    {
        await rig.Traffic.EndAsync();
        await fresh.EndAsync();
        rig.Traffic.AssertAllGood();
        fresh.AssertAllGood();
    }

    private static Task<CommandOutcome> TryAsync(Rig rig, string file) => Executable.RunAsync(rig.Folder.Path, "run", file, "--take-over");

    // A new process that has the sockets and does not get on.
    private static async Task<RunningProcess> StartHalfAsync(Rig rig, StuckCertificate certificate)
    {
        rig.Folder.Write("half.yaml", WithListener(FileOf(rig), certificate.Listener));
        var process = new RunningProcess(Executable.Command(Executable.Perdure, rig.Folder.Path, "run", "half.yaml", "--take-over"));
        await process.WritesAsync("taking-over");
        return process;
    }

    private static async Task<long> ReadPatternAsync(Stream body)
    {
        var buffer = new byte[256 * 1024];
        long at = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            Assert.True(Pattern.Matches(buffer.AsSpan(0, read), at), $"wrong bytes near {at}");
            at += read;
        }

        return at;
    }

    private static string FileOf(Rig rig) => SystemFiles.Of(rig.Instances, Patient);

    private static string WithListener(string file, string listener) =>
        file.Replace(Listeners, $"{Listeners}\n{listener}", StringComparison.Ordinal);

    private static string WithBackends(string file, string download, string echo) => file
        .Replace("services:", $$"""
            services:
              download: { timeouts: { request: 300s, idle: 120s }, instances: [ { id: download, url: "{{download}}" } ] }
              echo: { timeouts: { request: 300s, idle: 120s }, instances: [ { id: echo, url: "{{echo}}" } ] }
            """, StringComparison.Ordinal)
        .Replace("routes:", """
            routes:
              - { name: download, match: { path: /download }, service: download }
              - { name: echo, match: { path: /echo }, service: echo }
            """, StringComparison.Ordinal);
}
