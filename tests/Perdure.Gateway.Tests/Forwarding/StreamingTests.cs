using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Tests.Support;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tests.Forwarding;

/// <summary>What streams moves at once in both directions, and waits for the slower side.</summary>
public sealed class StreamingTests
{
    [Theory]
    [InlineData("Transfer-Encoding: chunked", "5\r\n", "\r\n")]
    [InlineData("Connection: close", "", "")]
    [InlineData("Content-Length: 10", "", "")]
    public async Task Head_and_events_arrive_at_once(string framing, string before, string after)
    {
        var steps = new SemaphoreSlim(0);
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n"), cancel);
            foreach (var text in (string[])["first", "other"])
            {
                await steps.WaitAsync(cancel);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(before + text + after), cancel);
            }

            if (before.Length > 0)
                await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancel);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        steps.Release();
        await client.ReadUntilAsync("first");
        steps.Release();
        await client.ReadUntilAsync("other");
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", true)]
    [InlineData("Connection: close", false)]
    [InlineData("Content-Length: 1073741824", false)]
    public async Task Instance_waits_for_a_client_that_does_not_read(string framing, bool chunked)
    {
        long sent = 0;
        await using var instance = new RawServer(async (stream, _, cancel) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n"), cancel);
            var piece = chunked ? [.. "10000\r\n"u8, .. new byte[65536], .. "\r\n"u8] : new byte[65536];
            while (Interlocked.Read(ref sent) < 1073741824)
            {
                await stream.WriteAsync(piece, cancel);
                Interlocked.Add(ref sent, 65536);
            }
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        await StandsStillAsync(() => Interlocked.Read(ref sent));

        // What the sockets on the way hold, not what the gateway does.
        Assert.InRange(Interlocked.Read(ref sent), 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task Client_waits_for_an_instance_that_does_not_read()
    {
        await using var instance = new RawServer((_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawClient.ConnectAsync(gateway.Address);
        long sent = 0;

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
        var sending = Task.Run(async () =>
        {
            var piece = new byte[65536];
            while (Interlocked.Read(ref sent) < 1073741824)
            {
                await client.Stream.WriteAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        await StandsStillAsync(() => Interlocked.Read(ref sent));
        Assert.InRange(Interlocked.Read(ref sent), 0, 64 * 1024 * 1024);
        client.Dispose();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Grpc_streams_interleave_in_both_directions()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            var buffer = new byte[1];
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
                await context.Response.Body.WriteAsync(buffer);
                await context.Response.Body.FlushAsync();
            }

            context.Response.AppendTrailer("grpc-status", "0");
        }, HttpProtocols.Http2);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(HttpVersion.Version20);
        using var content = new DuplexContent();
        using var request = GrpcRequest(content);

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var answers = await response.Content.ReadAsStreamAsync();
        var up = await content.Stream;
        var buffer = new byte[1];
        for (byte at = 1; at <= 5; at++)
        {
            await up.WriteAsync(new[] { at });
            await up.FlushAsync();
            await answers.ReadExactlyAsync(buffer);
            Assert.Equal(at, buffer[0]);
        }

        content.Complete();
        Assert.Equal(0, await answers.ReadAsync(buffer));
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }

    [Fact]
    public async Task Grpc_failure_in_trailers_counts_against_the_instance()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
            context.Response.AppendTrailer("grpc-status", "13");
        }, HttpProtocols.Http2);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(HttpVersion.Version20);
        using var request = GrpcRequest(new ByteArrayContent([0, 0, 0, 0, 0]));

        using var response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("13", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        await Eventually.Async(() => Snapshot(gateway).ErrorRatio > 0, "the failure was counted");
    }

    private static InstanceSnapshot Snapshot(TestGateway gateway) => gateway.Server.Services[0].Pool.Instances[0].Snapshot(gateway.Server.NowMs);

    private static HttpRequestMessage GrpcRequest(HttpContent content)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, "/s/m")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
    }

    // Waits until a count has not moved for a while.
    private static async Task StandsStillAsync(Func<long> count)
    {
        var time = TimeProvider.System;
        var last = -1L;
        var since = time.GetTimestamp();
        await Eventually.Async(() =>
        {
            if (count() != last)
                (last, since) = (count(), time.GetTimestamp());
            return last > 0 && time.GetElapsedTime(since).TotalMilliseconds > 500;
        }, "the sender had to wait");
    }

    private sealed class DuplexContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Stream => _stream.Task;

        public void Complete() => _done.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // The head must go before there is a message.
            await stream.FlushAsync();
            _stream.TrySetResult(stream);
            await _done.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
