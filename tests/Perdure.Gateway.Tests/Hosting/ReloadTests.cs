using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Hosting;

public sealed class ReloadTests
{
    [Fact]
    public async Task Instance_that_stays_keeps_its_state_and_its_connections()
    {
        await using var instance = RawServer.Keeping(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var service = TestGateway.ServiceOf(instance.Url);
        await using var gateway = await TestGateway.StartAsync(service);
        using var client = gateway.Client();
        using var first = await client.GetAsync("/");
        var before = gateway.Server.Services[0].Pool.Instances[0];

        await ReloadAsync(gateway, TestGateway.ModelOf(service with { Retry = new RetryModel { Attempts = 1 } }));
        using var second = await client.GetAsync("/");

        Assert.Same(before, gateway.Server.Services[0].Pool.Instances[0]);
        Assert.Equal(2, gateway.Server.PlanVersion);
        Assert.Equal(2, gateway.Server.Services[0].Counters.Good);
        Assert.Equal(1, instance.Connections);
    }

    [Fact]
    public async Task Request_on_an_instance_that_is_removed_finishes()
    {
        var go = new TaskCompletionSource();
        await using var old = await TestBackend.StartAsync(async context =>
        {
            await go.Task;
            await context.Response.WriteAsync("old");
        });
        await using var fresh = await TestBackend.StartAsync(context => context.Response.WriteAsync("new"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(old.Url));
        using var client = gateway.Client();

        var inFlight = client.GetStringAsync("/");
        await Eventually.Async(() => old.Requests == 1, "the request is in flight");
        await ReloadAsync(gateway, TestGateway.ModelOf(TestGateway.ServiceOf(fresh.Url)));
        var after = await client.GetStringAsync("/");
        go.SetResult();

        Assert.Equal("new", after);
        Assert.Equal("old", await inFlight);
    }

    [Fact]
    public async Task Listeners_come_and_go()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        var model = gateway.Server.Model;
        var listener = model.Listeners[0];
        var first = gateway.Address;

        await ReloadAsync(gateway, model, listener, listener with { Name = "other", Address = new IPEndPoint(IPAddress.Loopback, 0) });
        var second = gateway.Server.Listeners[1].Address;
        Assert.NotEqual(first, second);
        Assert.Contains("good", await AskAsync(second), StringComparison.Ordinal);
        using var silent = await RawClient.ConnectAsync(second);
        await ReloadAsync(gateway, model, listener with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });

        // Also a connection that has not said a word yet.
        Assert.Equal("", await silent.ReadToEndAsync());
        await Eventually.Async(() => IsClosedAsync(second), "the second listener is closed");
        Assert.Contains("good", await AskAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_that_changes_its_name_is_not_bound_anew()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        var listener = await MoveAsync(gateway);
        var free = listener.Address;
        await ReloadAsync(gateway, gateway.Server.Model, listener with { Name = "renamed" });

        Assert.Equal("renamed", Assert.Single(gateway.Server.Listeners).Name);
        Assert.Contains("good", await AskAsync(free), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_that_cannot_be_bound_leaves_the_old_plan_in_force()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("good"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        var model = gateway.Server.Model;
        var listener = model.Listeners[0];

        var fault = await Assert.ThrowsAsync<GatewayReloadException>(() =>
            ReloadAsync(gateway, model, listener, listener with { Name = "other", Address = (IPEndPoint)taken.LocalEndpoint }));

        Assert.Contains("other", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, gateway.Server.PlanVersion);
        Assert.Single(gateway.Server.Listeners);
        Assert.Contains("good", await AskAsync(gateway.Address), StringComparison.Ordinal);
    }

    // To a port that is free, unless somebody else takes it first.
    private static async Task<ListenerModel> MoveAsync(TestGateway gateway)
    {
        for (var tries = 0; ; tries++)
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var listener = gateway.Server.Model.Listeners[0] with { Address = (IPEndPoint)free.LocalEndpoint };
            free.Stop();
            try
            {
                await ReloadAsync(gateway, gateway.Server.Model, listener);
                return listener;
            }
            catch (GatewayReloadException) when (tries < 20)
            {
            }
        }
    }

    // Without other listeners those there are stay.
    private static Task ReloadAsync(TestGateway gateway, SystemModel model, params ListenerModel[] listeners) => gateway.Server.ReloadAsync(
        model with { Listeners = listeners.Length > 0 ? [.. listeners] : gateway.Server.Model.Listeners }, CancellationToken.None);

    private static Task<string> AskAsync(IPEndPoint address) => RawClient.ExchangeAsync(address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    private static async Task<bool> IsClosedAsync(IPEndPoint address)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(address);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }
}
