using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Hosting;

public sealed class StopTests
{
    [Fact]
    public async Task Stopping_tells_clients_to_close_and_finishes_what_is_in_flight()
    {
        var go = new TaskCompletionSource();
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
                await go.Task;
            await context.Response.WriteAsync("good");
        });
        var grace = TimeSpan.FromHours(1);
        var time = new StoodTime(grace);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url)), grace, time: time);
        using var client = gateway.Client();
        using var over2 = gateway.Client(HttpVersion.Version20);
        using var silent = await RawClient.ConnectAsync(gateway.Address);
        var slow = client.GetStringAsync("/slow");
        await Eventually.Async(() => backend.Requests == 1, "a request is in flight");

        var stopping = gateway.Server.StopAsync(CancellationToken.None);
        await Eventually.Async(() => gateway.Server.State == GatewayState.Draining, "the gateway drains");
        using var during = await client.GetAsync("/");
        var over2During = await over2.GetStringAsync("/");
        time.FireHeld();
        Assert.Equal("", await silent.ReadToEndAsync());
        Assert.False(stopping.IsCompleted);
        go.SetResult();
        await stopping;

        Assert.True(during.Headers.ConnectionClose);
        Assert.Equal("good", over2During);
        Assert.Equal("good", await slow);
        Assert.Equal(GatewayState.Stopped, gateway.Server.State);
    }

    [Fact]
    public async Task Gateway_that_stops_takes_no_other_plan()
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(new Uri("http://127.0.0.1:1")));
        await using var gateway = await TestGateway.StartAsync(model, TimeSpan.FromMilliseconds(100));
        await gateway.Server.StopAsync(CancellationToken.None);

        var refused = await Assert.ThrowsAsync<GatewayReloadException>(() => gateway.Server.ReloadAsync(model, CancellationToken.None));

        Assert.Contains("stopped", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hard_stop_ends_everything_at_once()
    {
        await using var hanging = new RawServer((_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ModelOf(TestGateway.ServiceOf(hanging.Url)), TimeSpan.FromHours(1));
        using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await Eventually.Async(() => hanging.Requests == 1, "a request is in flight");
        using var hard = new CancellationTokenSource();

        var stopping = gateway.Server.StopAsync(hard.Token);
        await hard.CancelAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, gateway.Server.Services[0].Pool.Instances[0].InFlight);
    }
}
