using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Listening;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Hosting;

/// <summary>The end of a process whose listening sockets another one has.</summary>
public sealed class HandOverTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Connections_stay_until_their_next_request_which_is_served_and_told_to_close()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        var sockets = new ListeningSockets(TimeProvider.System);
        await using var gateway = await StartAsync(backend, sockets, TimeSpan.FromHours(1));
        using var idle = await RawClient.ConnectAsync(gateway.Listeners[0].Address);
        await idle.SendAsync(Request);
        await idle.ReadUntilAsync("good");
        // Accepted, and has not said a word.
        using var silent = await RawClient.ConnectAsync(gateway.Listeners[0].Address);
        using var another = await RawClient.ConnectAsync(gateway.Listeners[0].Address);
        await another.SendAsync(Request);
        await another.ReadUntilAsync("good");

        await sockets.HoldAsync();
        await sockets.CloseAsync();
        var ending = gateway.HandOverAsync(CancellationToken.None, CancellationToken.None);
        Assert.Equal(GatewayState.HandedOver, gateway.State);
        foreach (var client in new[] { idle, silent })
        {
            await client.SendAsync(Request);
            var answer = await client.ReadToEndAsync();
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
            Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        }

        Assert.False(ending.IsCompleted);
        another.Dispose();
        await ending.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(GatewayState.Stopped, gateway.State);
    }

    [Fact]
    public async Task Wait_for_idle_connections_ends_with_a_request_to_stop()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        var sockets = new ListeningSockets(TimeProvider.System);
        await using var gateway = await StartAsync(backend, sockets, TimeSpan.FromHours(1));
        using var idle = await RawClient.ConnectAsync(gateway.Listeners[0].Address);
        await idle.SendAsync(Request);
        await idle.ReadUntilAsync("good");
        using var stop = new CancellationTokenSource();

        await sockets.CloseAsync();
        var ending = gateway.HandOverAsync(stop.Token, CancellationToken.None);
        await stop.CancelAsync();

        await ending.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("", await idle.ReadToEndAsync());
    }

    private static async Task<GatewayServer> StartAsync(TestBackend backend, ListeningSockets sockets, TimeSpan stopTimeout)
    {
        var options = new GatewayOptions { DrainGrace = TimeSpan.Zero, StopTimeout = stopTimeout, Sockets = sockets };
        var gateway = new GatewayServer(options, NullLoggerFactory.Instance);
        await gateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url)), CancellationToken.None);
        return gateway;
    }
}
