using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Observing;
using Perdure.Model;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class RecordAllocationTests
{
    [Fact]
    public async Task Taking_a_request_down_allocates_nothing()
    {
        using var watch = new RequestWatch(TimeProvider.System, NullLogger.Instance);
        watch.Follow(new TelemetryModel { AccessLog = new AccessLogModel { Path = "/dev/null" } });
        var measuring = new Measuring(watch);
        await using var instance = await TestBackend.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = new GatewayServer(
            new GatewayOptions { DrainGrace = TimeSpan.Zero, StopTimeout = TimeSpan.FromSeconds(5), Requests = measuring }, NullLoggerFactory.Instance);
        await gateway.StartAsync(Measured.Model(null, null, instance.Url), CancellationToken.None);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");

        for (var at = 0; at < 60; at++)
            await client.GetStringAsync(new Uri($"http://{gateway.Listeners[0].Address}/a?b"));

        // The first ones meet code that is not compiled yet.
        Assert.Equal(0, measuring.Least);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("2001:db8::1")]
    public void Making_a_line_of_it_allocates_nothing(string client)
    {
        var (line, json, text) = (new LineBuffer(), new JsonLine(), new TextLine());
        var record = Records.Of(userAgent: "é \"tests\"") with { Client = System.Net.IPAddress.Parse(client) };
        var least = long.MaxValue;
        for (var at = 0; at < 20; at++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            json.Write(line, record, query: true);
            text.Write(line, record, query: false);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            line.Drop(line.Length);
        }

        Assert.Equal(0, least);
    }

    private sealed class Measuring(IRequestObserver inner) : IRequestObserver
    {
        private long _least = long.MaxValue;

        public long Least => Volatile.Read(ref _least);

        public RequestInterest Interest => inner.Interest;

        public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            inner.OnEnded(exchange, outcome, endedUs);
            Volatile.Write(ref _least, Math.Min(_least, GC.GetAllocatedBytesForCurrentThread() - before));
        }

        public void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs) => inner.OnDetachedEnded(exchange, outcome, endedUs);
    }
}
