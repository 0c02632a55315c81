using System.Net;
using System.Net.Sockets;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Supervision.Signals;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Stopping;

/// <summary>SIGTERM while requests are served.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    private const string Patient = "    timeouts: { connect: 60s, attempt: 200s, request: 200s }";

    [Fact]
    public Task Sigterm_under_load_fails_no_request_and_exits_with_0() => PlayAsync("10", async rig =>
    {
        await rig.Traffic.PlayAsync("running", 1);
        var slow = await BeginSlowAsync(rig, 12_000);
        rig.Node.Process.Send(ProcessSignal.Terminate);
        // At the beginning of the grace, not at its end.
        await NotReadyAsync(rig, TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await rig.Node.HealthAsync("/livez"));
        using (var answer = await rig.Node.GetAsync("/catalog/items/1"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.ConnectionClose);
        }

        await rig.Traffic.PlayAsync("draining", 1);
        await rig.Traffic.EndAsync();
        rig.Traffic.AssertAllGood();
        using (var answer = await slow) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await rig.Node.Process.EndedAsync();
        Assert.Equal(0, rig.Node.Process.ExitCode);
    });

    [Fact]
    public Task Second_sigterm_stops_at_once() => PlayAsync("180", async rig =>
    {
        var slow = await BeginSlowAsync(rig, 180_000);
        rig.Node.Process.Send(ProcessSignal.Terminate);
        await NotReadyAsync(rig);
        rig.Node.Process.Send(ProcessSignal.Terminate);
        // Long before the request has ended and the grace is over.
        await rig.Node.Process.EndedAsync();
        Assert.Equal(0, rig.Node.Process.ExitCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);
    });

    [Fact]
    public Task Sigterm_sends_http2_clients_goaway_and_no_errors() => PlayAsync("30", async rig =>
    {
        var connections = 0;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancel) =>
            {
                Interlocked.Increment(ref connections);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using (var first = await client.GetAsync(new Uri(rig.Node.Gateway, "/catalog/items/1")))
            Assert.Equal(HttpVersion.Version20, first.Version);
        // One connection carries what is in flight, the other what came after it was told to go away.
        var slow = client.GetStringAsync(new Uri(rig.Node.Gateway, "/slow/6000"));
        await InFlightAsync(rig);
        Assert.Equal(1, connections);
        rig.Node.Process.Send(ProcessSignal.Terminate);
        await NotReadyAsync(rig);
        for (var i = 0; i < 100; i++)
        {
            using var answer = await client.GetAsync(new Uri(rig.Node.Gateway, "/catalog/items/1"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal("slow", await slow);
        Assert.InRange(connections, 2, int.MaxValue);
        rig.Tell($"connections: {connections}");
    });

    private Task PlayAsync(string graceSeconds, Func<Rig, Task> test) =>
        Rig.PlayAsync(output, 1, test, rig => SystemFiles.Of(rig.Instances, Patient), "--drain-grace", graceSeconds);

    private static async Task<Task<HttpResponseMessage>> BeginSlowAsync(Rig rig, int ms)
    {
        var slow = rig.Node.GetAsync($"/slow/{ms}");
        await InFlightAsync(rig);
        return slow;
    }

    private static Task InFlightAsync(Rig rig) =>
        Eventually.TrueAsync(async () => await rig.Node.InFlightAsync("shop-1") > 0, "the slow request is under way");

    private static Task NotReadyAsync(Rig rig, TimeSpan? within = null) => Eventually.TrueAsync(
        async () => await rig.Node.HealthAsync("/readyz") == HttpStatusCode.ServiceUnavailable, "it says that it is not ready", within);
}
