using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Tests.Support;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tests.Hosting;

public sealed class HintTests
{
    [Fact]
    public async Task Observer_is_told_of_ejections_and_hints_lead_to_earlier_ones()
    {
        var events = new ConcurrentQueue<PoolEvent>();
        await using var good = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var bad = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var server = new GatewayServer(
            new GatewayOptions { DrainGrace = TimeSpan.Zero, PoolObserver = events.Enqueue }, NullLoggerFactory.Instance);
        var service = TestGateway.ServiceOf(good.Url, bad.Url) with { Balancing = new() { Policy = Model.BalancingPolicy.RoundRobin } };
        await server.StartAsync(TestGateway.ModelOf(service), CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Listeners[0].Address}") };

        server.Hint("main", "main-2", TimeSpan.FromMinutes(1));
        server.Hint("main", "nobody", TimeSpan.FromMinutes(1));
        server.Hint("nothing", "main-2", TimeSpan.FromMinutes(1));
        Assert.Equal(InstanceState.Available, server.Services[0].Pool.Instances[1].Snapshot(server.NowMs).State);
        for (var at = 0; at < 40 && events.IsEmpty; at++)
            (await client.GetAsync("/")).Dispose();

        Assert.Equal((PoolEventKind.Ejected, "main-2"), (events.First().Kind, events.First().Instance));
        Assert.Equal(3, bad.Requests);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
    }
}
