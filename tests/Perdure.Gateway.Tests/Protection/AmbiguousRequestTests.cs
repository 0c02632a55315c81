using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Protection;

/// <summary>Nothing that two servers could read in two ways reaches an instance (RFC 9112, sections 2.2, 5.2, 6.3 and 11.2).</summary>
public sealed class AmbiguousRequestTests
{
    [Theory]
    [InlineData("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData("two equal lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("length list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc")]
    [InlineData("negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc")]
    [InlineData("length and chunks", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("chunks and length", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")]
    [InlineData("unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("coding twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("obscured coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("space before colon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc")]
    [InlineData("bare line feed", "GET / HTTP/1.1\nHost: a\n\n")]
    [InlineData("bare line feed in a header", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n")]
    [InlineData("folded header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("null in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n")]
    [InlineData("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("no host", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData("dot segments", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("encoded dot segments", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n")]
    public async Task Ambiguous_request_is_refused_and_the_connection_closed(string what, string request)
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, request);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.True(backend.Requests == 0, $"{what} was forwarded");
    }

    [Fact]
    public async Task Length_with_a_sign_is_forwarded_as_a_plain_number()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Headers.ContentLength}:{await reader.ReadToEndAsync()}");
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: +3\r\n\r\nabc");

        Assert.Contains("\r\n3:abc\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not hexadecimal", "zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("negative", "-3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("too large", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n")]
    [InlineData("longer than its size", "3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("bare line feed", "3\nabc\n0\n\n")]
    public async Task Bad_chunk_is_refused_and_the_connection_closed(string what, string chunks)
    {
        var completed = 0;
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref completed);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.True(completed == 0, $"a chunk that is {what} was forwarded as a whole body");
    }

    [Fact]
    public async Task Body_that_ends_before_its_length_never_looks_whole_to_the_instance()
    {
        var completed = 0;
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref completed);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        using (var client = await RawClient.ConnectAsync(gateway.Address))
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
        await Eventually.Async(() => gateway.Server.InFlight == 0, "the exchange ended");

        Assert.Equal(0, completed);
    }
}
