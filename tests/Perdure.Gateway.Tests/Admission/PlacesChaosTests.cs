using System.Net;
using System.Net.WebSockets;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Tests.Support;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Tests.Admission;

/// <summary>
/// Everything at once that a place in a bulkhead can meet: clients that leave, time-outs, upgrades, fallbacks, cache fetches with and without a
/// client, second copies, and reloads that add, change and remove bulkheads. At the end all places are free and nobody waits.
/// </summary>
public sealed class PlacesChaosTests
{
    private const int Clients = 16;
    private const int RequestsEach = 60;
    private const int Reloads = 40;

    // What happens when is the machine's: what has not happened yet is given another chance.
    private const int RoundsMax = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_place_is_lost_or_given_twice(int seed)
    {
        var chaos = new PlacesChaos(seed);
        await using var one = await TestBackend.StartAsync(chaos.ServeAsync);
        await using var other = await TestBackend.StartAsync(chaos.ServeAsync);
        await using var gateway = await TestGateway.StartAsync(chaos.Model(one.Url, other.Url));
        var seen = new HashSet<BulkheadRuntime>();
        Note();
        using var http1 = gateway.Client();
        using var http2 = gateway.Client(HttpVersion.Version20);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });

        for (var round = 0; round < RoundsMax && Happened().Values.Contains(0); round++)
            await PlayAsync();
        // A request whose client has left right after sending it may only now begin.
        await Eventually.Async(
            () => gateway.Server.InFlight == 0 && seen.All(IsFree)
                && gateway.Server.Services.SelectMany(service => service.Pool.Instances).All(instance => instance.InFlight == 0),
            $"seed {seed}: all places are free and nobody waits");
        var happened = Happened();
        Assert.All(happened, thing => Assert.True(thing.Value > 0, $"seed {seed}: {string.Join(", ", happened)}"));

        static bool IsFree(BulkheadRuntime bulkhead) => bulkhead.Snapshot() is { InFlight: 0, Queued: 0 };

        void Note()
        {
            seen.UnionWith(gateway.Server.Services.Select(service => service.Bulkhead).Concat(gateway.Server.Routes.Select(route => route.Bulkhead)).OfType<BulkheadRuntime>());
            foreach (var bulkhead in seen)
                Assert.True(bulkhead.Snapshot().InFlight is >= 0 and <= PlacesChaos.MostPlaces, $"seed {seed}: {bulkhead.Snapshot().InFlight} in flight");
        }

        async Task PlayAsync()
        {
            var asking = Task.WhenAll(Enumerable.Range(0, Clients).Select(AskAsync));
            for (var at = 0; at < Reloads && !asking.IsCompleted; at++)
            {
                await gateway.Server.ReloadAsync(chaos.Change(gateway.Server.Model), CancellationToken.None);
                Note();
                await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System));
            }

            await asking;
        }

        Dictionary<string, long> Happened()
        {
            var figures = seen.Select(bulkhead => bulkhead.Snapshot()).ToList();
            return new Dictionary<string, long>
            {
                ["entered"] = figures.Sum(bulkhead => bulkhead.Entered),
                ["waited"] = figures.Sum(bulkhead => bulkhead.Waited),
                ["shed"] = figures.Sum(bulkhead => bulkhead.Shed),
                ["timed out in a queue"] = figures.Sum(bulkhead => bulkhead.ShedFor(ShedReason.QueueTimeout)),
                ["client gone"] = gateway.Server.Services.Sum(service => service.Counters.ClientGone),
                ["hedged"] = gateway.Server.Services.Sum(service => service.Counters.Hedges),
                ["by fallback"] = gateway.Server.Routes.Sum(route => route.Counters.Fallbacks),
                ["upgraded"] = chaos.Upgraded,
            };
        }

        async Task AskAsync(int number)
        {
            for (var at = 0; at < RequestsEach; at++)
            {
                using var impatient = new CancellationTokenSource(chaos.Patience());
                try
                {
                    switch (chaos.Below(10))
                    {
                        case 0:
                            using (var socket = new ClientWebSocket())
                                await chaos.UpgradeAsync(socket, invoker, gateway.Url, impatient.Token);
                            break;
                        case 1:
                            using (var raw = await RawClient.ConnectAsync(gateway.Address))
                                await raw.SendAsync($"GET {chaos.Target()} HTTP/1.1\r\nHost: a\r\n\r\n");
                            break;
                        default:
                            using (var request = chaos.Request())
                            using (var response = await (number % 2 == 0 ? http1 : http2).SendAsync(request, chaos.Completion(), impatient.Token))
                                await response.Content.CopyToAsync(Stream.Null, impatient.Token);
                            break;
                    }
                }
                catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException or WebSocketException)
                {
                    // The client's own haste, or an answer that broke off and was cut.
                }
            }
        }
    }
}
