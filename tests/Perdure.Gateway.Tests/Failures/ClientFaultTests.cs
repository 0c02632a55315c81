using Perdure.Gateway.Tests.Support;
using Perdure.Model;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tests.Failures;

/// <summary>What clients do wrong does not count against instances, and nothing of it is left behind.</summary>
public sealed class ClientFaultTests
{
    [Theory]
    [InlineData("before the answer", "", "")]
    [InlineData("in the middle of the answer", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx", "\r\n\r\nx")]
    public async Task Client_that_leaves_counts_as_nothing(string when, string answer, string mark)
    {
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using (var client = await RawClient.ConnectAsync(gateway.Address))
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await Eventually.Async(() => instance.Requests == 1, "the instance was asked");
            if (mark.Length > 0)
                await client.ReadUntilAsync(mark);
        }

        await AssertNothingCountedAsync(gateway, when);
        Assert.Equal(1, gateway.Server.Services[0].Counters.ClientGone);
    }

    [Theory]
    [InlineData("Content-Length: 100")]
    [InlineData("Content-Length: 100000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Body_that_stops_coming_is_a_408(string framing)
    {
        await using var backend = await TestBackend.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));
        await using var gateway = await TestGateway.StartAsync(Impatient(TestGateway.ServiceOf(backend.Url)));

        var answer = await RawClient.ExchangeAsync(gateway.Address, $"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n1\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        await AssertNothingCountedAsync(gateway, framing);
    }

    [Fact]
    public async Task Client_that_stops_reading_is_cut_off_and_the_instance_not_blamed()
    {
        // A machine that stands still makes the instance silent, too, and that may be blamed on it: then with more patience.
        for (var idleMs = 400; ; idleMs *= 3)
        {
            var (errors, retries) = await StopReadingAsync(TimeSpan.FromMilliseconds(idleMs));
            Assert.Equal(0, retries);
            if (errors == 0)
                return;
            Assert.True(idleMs < 10_000, "the instance was blamed");
        }
    }

    private static async Task<(double Errors, long Retries)> StopReadingAsync(TimeSpan idle)
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            for (var at = 0; at < 2000; at++)
                await context.Response.Body.WriteAsync(new byte[65536], context.RequestAborted);
        });
        var service = TestGateway.ServiceOf(backend.Url);
        await using var gateway = await TestGateway.StartAsync(service with { Timeouts = service.Timeouts with { Idle = idle } });
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");

        await EndedAsync(gateway);
        return (Snapshot(gateway).ErrorRatio, gateway.Server.Services[0].Counters.Retries);
    }

    [Fact]
    public async Task Silent_instance_in_the_middle_of_an_answer_is_blamed_and_the_client_cut_off()
    {
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx"u8.ToArray(), cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        });
        await using var gateway = await TestGateway.StartAsync(Impatient(TestGateway.ServiceOf(instance.Url)));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.EndsWith("\r\n\r\nx", answer, StringComparison.Ordinal);
        await Eventually.Async(() => Snapshot(gateway).ErrorRatio > 0, "the instance was blamed");
    }

    [Fact]
    public async Task Silent_answer_without_a_length_is_not_completed_by_the_time_out()
    {
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\nx"u8.ToArray(), cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        });
        await using var gateway = await TestGateway.StartAsync(Impatient(TestGateway.ServiceOf(instance.Url)));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.DoesNotContain("\r\n0\r\n", answer, StringComparison.Ordinal);
    }

    private static ServiceModel Impatient(ServiceModel service) => service with { Timeouts = TestGateway.Patient with { Idle = TimeSpan.FromMilliseconds(400) } };

    private static InstanceSnapshot Snapshot(TestGateway gateway) => gateway.Server.Services[0].Pool.Instances[0].Snapshot(gateway.Server.NowMs);

    private static Task EndedAsync(TestGateway gateway) =>
        Eventually.Async(() => gateway.Server.InFlight == 0 && gateway.Server.Services[0].Pool.Instances[0].InFlight == 0, "the exchange ended");

    private static async Task AssertNothingCountedAsync(TestGateway gateway, string what)
    {
        await EndedAsync(gateway);
        Assert.True(Snapshot(gateway).ErrorRatio == 0, $"{what} counted against the instance");
        Assert.Equal(0, gateway.Server.Services[0].Counters.Retries);
    }
}
