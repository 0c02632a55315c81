using System.Net;
using System.Text;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Poison;

public sealed class PoisonTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

    [Fact]
    public async Task Request_that_breaks_two_instances_is_refused_from_then_on_and_others_are_not()
    {
        await using var rig = new Crashable(4);
        await using var gateway = await rig.StartAsync();
        using var client = gateway.Client();

        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync(client, "/poison?a=1"));
        Assert.Equal(2, rig.Crashed);

        using var again = await client.GetAsync("/poison?a=1");
        Assert.Equal(HttpStatusCode.BadGateway, again.StatusCode);
        Assert.Contains("urn:perdure:problem:poison-request", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(again.Headers.RetryAfter?.Delta is { TotalSeconds: > 0 and <= 5 });
        Assert.Equal(2, rig.Crashed);
        var counters = gateway.Server.Services[0].Counters;
        Assert.Equal((1, 1), (counters.Poison, counters.PoisonRefusals));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/well"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/well?a=1"));
    }

    [Fact]
    public async Task Post_that_has_broken_one_instance_is_given_to_one_more_and_then_to_none()
    {
        await using var rig = new Crashable(4);
        await using var gateway = await rig.StartAsync();
        using var client = gateway.Client();

        for (var at = 0; at < 6; at++)
        {
            using var response = await client.PostAsync("/poison", new StringContent("the same"));
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        }

        Assert.Equal(2, rig.Crashed);
        Assert.Equal(4, gateway.Server.Services[0].Counters.PoisonRefusals);
        // Another body is another request.
        using var other = await client.PostAsync("/poison", new StringContent("harmless"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Request_whose_instance_dies_under_it_is_answered_by_the_next_and_nothing_is_held_against_it()
    {
        await using var rig = new Crashable(4) { CrashesOnce = true };
        await using var gateway = await rig.StartAsync();
        using var client = gateway.Client();

        for (var at = 0; at < 8; at++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/poison"));

        Assert.Equal(1, rig.Crashed);
        Assert.Equal(0, gateway.Server.Services[0].Counters.Poison);
        Assert.Equal(0, gateway.Server.Services[0].Counters.PoisonRefusals);
    }

    [Fact]
    public async Task Broken_connections_of_living_instances_are_no_evidence()
    {
        await using var one = new RawServer((_, _, _) => Task.CompletedTask);
        await using var other = new RawServer((_, _, _) => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(one.Url, other.Url) with
        {
            CircuitBreaker = new CircuitBreakerModel { Enabled = false },
            OutlierDetection = new OutlierDetectionModel { Enabled = false },
        });
        using var client = gateway.Client();

        for (var at = 0; at < 5; at++)
            Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync(client, "/"));

        Assert.Equal(0, gateway.Server.Services[0].Counters.PoisonRefusals);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>Instances that die of requests to <c>/poison</c>, unless their body is harmless.</summary>
    private sealed class Crashable : IAsyncDisposable
    {
        private readonly List<RawServer> _servers = [];
        private int _crashed;

        public Crashable(int count)
        {
            for (var at = 0; at < count; at++)
            {
                RawServer? server = null;
                server = new RawServer((stream, head, cancel) => ServeAsync(server!, stream, head, cancel));
                _servers.Add(server);
            }
        }

        public bool CrashesOnce { get; init; }

        public int Crashed => Volatile.Read(ref _crashed);

        // Time stands, so that nothing is forgotten; and whether an instance refuses is waited for as long as it takes to find out.
        public Task<TestGateway> StartAsync() => TestGateway.StartAsync(
            TestGateway.ModelOf(TestGateway.ServiceOf([.. _servers.Select(server => server.Url)])), time: new StoodTime(TimeSpan.FromMilliseconds(250)));
        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers)
                await server.DisposeAsync();
        }

        private async Task ServeAsync(RawServer server, System.Net.Sockets.NetworkStream stream, string head, CancellationToken cancel)
        {
            var harmless = false;
            if (head.StartsWith("POST", StringComparison.Ordinal))
            {
                var body = new byte[8];
                await stream.ReadExactlyAsync(body, cancel);
                harmless = Encoding.ASCII.GetString(body) == "harmless";
            }

            if (head.Contains(" /poison", StringComparison.Ordinal) && !harmless && !(CrashesOnce && Crashed > 0))
            {
                Interlocked.Increment(ref _crashed);
                server.StopListening();
                return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), cancel);
        }
    }
}
