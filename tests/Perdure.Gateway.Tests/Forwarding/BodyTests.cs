using System.Net;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

/// <summary>Answers and bodies in every form that HTTP/1.1 has for them.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("with a length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", "body")]
    [InlineData("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n", "body")]
    [InlineData("in no chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "")]
    [InlineData("until it closes", "HTTP/1.1 200 OK\r\n\r\nbody", "body")]
    [InlineData("of HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nbody", "body")]
    [InlineData("after an interim one", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", "body")]
    [InlineData("without content", "HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("not modified", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 4\r\n\r\n", "")]
    public async Task Answer_arrives_whole(string what, string answer, string expected)
    {
        await using var instance = RawServer.Answering(answer);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = gateway.Client(version);
            using var response = await client.GetAsync("/");
            Assert.True(expected == await response.Content.ReadAsStringAsync(), what);
            Assert.True((int)response.StatusCode is 200 or 204 or 304, what);
        }
    }

    [Fact]
    public async Task Head_has_the_length_and_no_body()
    {
        await using var instance = RawServer.Keeping(_ => "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client();

        for (var at = 0; at < 2; at++)
        {
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
            Assert.Equal(1234, response.Content.Headers.ContentLength);
        }

        Assert.Equal(1, instance.Connections);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")]
    public async Task Client_of_http_1_0_gets_no_chunks(string request)
    {
        await using var instance = RawServer.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address, request);

        Assert.EndsWith("\r\n\r\nbody", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Trailers_of_an_answer_pass_where_the_client_can_take_them()
    {
        await using var instance = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 42\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = gateway.Client(HttpVersion.Version20);
        using var old = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal("body", await old.GetStringAsync("/"));
        Assert.Equal("body", await response.Content.ReadAsStringAsync());
        Assert.Equal("42", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
        Assert.False(response.TrailingHeaders.Contains("Transfer-Encoding"));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(1, 300_000)]
    [InlineData(2, 10)]
    [InlineData(2, 300_000)]
    public async Task Body_without_a_length_passes_both_ways(int version, int length)
    {
        await using var backend = await EchoAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(version == 1 ? HttpVersion.Version11 : HttpVersion.Version20);
        var text = string.Concat(Enumerable.Range(0, length / 10).Select(at => $"{at,10}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(text) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await client.SendAsync(request);

        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Trailers_of_a_request_are_dropped_and_its_body_passes()
    {
        await using var backend = await EchoAsync();
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));

        var answer = await RawClient.ExchangeAsync(gateway.Address,
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n");

        Assert.Contains("\r\nbody\r\n", answer, StringComparison.Ordinal);
    }

    private static Task<TestBackend> EchoAsync() => TestBackend.StartAsync(context => context.Request.Body.CopyToAsync(context.Response.Body));
}
