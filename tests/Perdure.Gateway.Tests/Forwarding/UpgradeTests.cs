using System.Net;
using System.Net.WebSockets;
using System.Text;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

public sealed class UpgradeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task WebSocket_carries_messages_both_ways_and_closes_with_its_farewell(int version)
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("chat");
            var buffer = new byte[1000];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
                await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("chat");
        socket.Options.HttpVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var invoker = new HttpMessageInvoker(handler);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await socket.ConnectAsync(new UriBuilder(gateway.Url) { Scheme = "ws" }.Uri, invoker, limit.Token);
        var buffer = new byte[100];
        for (var at = 0; at < 3; at++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes($"hello {at}"), WebSocketMessageType.Text, true, limit.Token);
            var message = await socket.ReceiveAsync(buffer, limit.Token);
            Assert.Equal($"hello {at}", Encoding.UTF8.GetString(buffer, 0, message.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", limit.Token);

        Assert.Equal("chat", socket.SubProtocol);
        Assert.Equal("bye", socket.CloseStatusDescription);
        await Eventually.Async(() => gateway.Server.InFlight == 0, "the tunnel ended");
    }

    [Fact]
    public async Task Other_protocol_gets_a_tunnel_and_the_last_words_arrive()
    {
        await using var instance = new RawServer(async (stream, head, cancel) =>
        {
            Assert.Contains("\r\nUpgrade: parrot\r\n", head, StringComparison.Ordinal);
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: parrot\r\n\r\nhello,"u8.ToArray(), cancel);
            var word = new byte[4];
            await stream.ReadExactlyAsync(word, cancel);
            await stream.WriteAsync(word, cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('.', 200_000) + "bye"), cancel);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: parrot\r\n\r\n");
        var head = await client.ReadUntilAsync("hello,");
        await client.SendAsync("pong");
        var rest = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains("Upgrade: parrot", head, StringComparison.Ordinal);
        Assert.StartsWith("pong...", rest, StringComparison.Ordinal);
        Assert.EndsWith("...bye", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_upgrade_is_an_answer_like_any_other()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadUntilAsync("\r\n\r\nno"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switch_that_nobody_asked_for_is_a_bad_answer()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client();

        using var response = await client.PostAsync("/", null);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Client_that_leaves_ends_the_tunnel_at_the_instance()
    {
        var ended = new TaskCompletionSource();
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"u8.ToArray(), cancel);
            var buffer = new byte[10];
            while (await stream.ReadAsync(buffer, cancel) > 0)
            {
            }

            ended.SetResult();
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using (var client = await RawClient.ConnectAsync(gateway.Address))
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            await client.ReadUntilAsync("\r\n\r\n");
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.Async(() => gateway.Server.Services[0].Pool.Instances[0].InFlight == 0, "the attempt ended");
    }
}
