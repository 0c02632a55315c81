using System.Net;
using System.Net.Sockets;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tests.HealthChecks;

public sealed class ActiveCheckerTests
{
    private static readonly HealthCheckModel Quick = new()
    {
        Path = "/health?deep",
        Interval = TimeSpan.FromMilliseconds(30),
        Timeout = TimeSpan.FromSeconds(2),
        HealthyAfter = 2,
        UnhealthyAfter = 2,
    };

    [Fact]
    public async Task Failing_http_check_takes_an_instance_out_and_a_passing_one_brings_it_back()
    {
        var healthy = true;
        await using var sick = await TestBackend.StartAsync(context =>
        {
            if (context.Request.Path == "/health" && context.Request.QueryString.Value == "?deep")
                context.Response.StatusCode = Volatile.Read(ref healthy) ? 204 : 503;
            return Task.CompletedTask;
        });
        await using var well = await TestBackend.StartAsync(context => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(sick.Url, well.Url) with { HealthCheck = Quick });

        Volatile.Write(ref healthy, false);
        await Eventually.Async(() => StateOf(gateway) == InstanceState.Unhealthy, "the instance was taken out");
        Volatile.Write(ref healthy, true);
        await Eventually.Async(() => StateOf(gateway) is InstanceState.Available or InstanceState.Warming, "the instance is back");
    }

    [Fact]
    public async Task Tcp_check_looks_whether_connections_are_taken()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://{socket.LocalEndPoint}");
        await using var well = await TestBackend.StartAsync(context => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.ServiceOf(address, well.Url) with { HealthCheck = Quick with { Type = HealthCheckType.Tcp } });

        await Eventually.Async(() => StateOf(gateway) == InstanceState.Unhealthy, "the instance was taken out");
        socket.Listen();
        await Eventually.Async(() => StateOf(gateway) is InstanceState.Available or InstanceState.Warming, "the instance is back");
    }

    private static InstanceState StateOf(TestGateway gateway) => gateway.Server.Services[0].Pool.Instances[0].Snapshot(gateway.Server.NowMs).State;
}
