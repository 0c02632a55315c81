using System.Net;
using System.Net.Sockets;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Protection;

public sealed class LimitTests
{
    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        await using var gateway = await StartAsync(new ListenerLimits { MaxHeaders = 10 });
        var headers = string.Concat(Enumerable.Range(0, 20).Select(at => $"X-{at}: y\r\n"));

        var answer = await RawClient.ExchangeAsync(gateway.Address, $"GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_headers_are_refused()
    {
        await using var gateway = await StartAsync(new ListenerLimits { MaxHeaderBytes = 2048 });

        var answer = await RawClient.ExchangeAsync(gateway.Address, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('y', 4096)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_target_is_refused()
    {
        await using var gateway = await StartAsync(new ListenerLimits { MaxRequestLineBytes = 1024 });

        var answer = await RawClient.ExchangeAsync(gateway.Address, $"GET /{new string('y', 4096)} HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 414 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_come_too_slowly_end_the_connection()
    {
        await using var gateway = await StartAsync(new ListenerLimits { HeaderTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX");

        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_connection_is_closed_after_the_keep_alive_time()
    {
        await using var gateway = await StartAsync(new ListenerLimits { KeepAlive = TimeSpan.FromMilliseconds(300) });
        using var client = await RawClient.ConnectAsync(gateway.Address);

        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Too_large_body_is_refused()
    {
        await using var gateway = await StartAsync(new ListenerLimits { MaxBodyBytes = 1000 });
        using var client = gateway.Client();

        using var declared = await client.PostAsync("/", new ByteArrayContent(new byte[2000]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[2000]) };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, declared.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }

    [Fact]
    public async Task Connections_over_the_limit_of_a_client_are_closed_and_the_place_is_given_back()
    {
        await using var gateway = await StartAsync(new ListenerLimits { MaxConnectionsPerClient = 2 });
        using var first = await OpenAsync(gateway);
        var second = await OpenAsync(gateway);

        Assert.False(await CanOpenAsync(gateway));

        second.Dispose();
        await Eventually.Async(() => CanOpenAsync(gateway), "a place was given back");
    }

    private static async Task<RawClient> OpenAsync(TestGateway gateway)
    {
        var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadUntilAsync("HTTP/1.1 200");
        return client;
    }

    private static async Task<bool> CanOpenAsync(TestGateway gateway)
    {
        try
        {
            using var client = await OpenAsync(gateway);
            return true;
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return false;
        }
    }

    private static async Task<TestGateway> StartAsync(ListenerLimits limits)
    {
        var backend = await TestBackend.StartAsync(async context => await context.Request.Body.CopyToAsync(Stream.Null));
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return await TestGateway.StartAsync(model with { Listeners = [model.Listeners[0] with { Limits = limits }] }, owned: backend);
    }
}
