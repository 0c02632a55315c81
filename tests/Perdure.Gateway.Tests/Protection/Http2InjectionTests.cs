using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Protection;

/// <summary>What HTTP/2 can carry and HTTP/1.1 cannot must not become lines of its own at an instance (RFC 9113, section 10.3).</summary>
public sealed class Http2InjectionTests
{
    private static readonly (string Name, string Value)[] Plain = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")];

    [Fact]
    public async Task Decent_request_is_forwarded()
    {
        await using var instance = RawServer.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawHttp2Client.ConnectAsync(gateway.Address);

        Assert.Equal("HEADERS", await client.RequestAsync(end: true, Plain));
        Assert.Equal(1, instance.Requests);
    }

    [Theory]
    [InlineData("line break in a value", "x", "a\r\nevil: b")]
    [InlineData("line feed in a value", "x", "a\nevil: b")]
    [InlineData("carriage return in a value", "x", "a\rb")]
    [InlineData("null in a value", "x", "a\0b")]
    [InlineData("line break in a name", "x\r\nevil", "b")]
    [InlineData("colon in a name", "x: evil", "b")]
    [InlineData("space in a name", "x y", "b")]
    [InlineData("empty name", "", "b")]
    [InlineData("upper case in a name", "X", "b")]
    [InlineData("connection header", "connection", "x")]
    [InlineData("transfer coding", "transfer-encoding", "chunked")]
    [InlineData("second path", ":path", "/evil")]
    [InlineData("unknown pseudo-header", ":evil", "x")]
    public async Task Header_that_http1_could_not_carry_is_refused(string what, string name, string value)
    {
        await AssertRefusedAsync(what, [.. Plain, (name, value)]);
    }

    [Theory]
    [InlineData("space in the path", ":path", "/a HTTP/1.1")]
    [InlineData("space in the query", ":path", "/a?b c")]
    [InlineData("line break in the path", ":path", "/a HTTP/1.1\r\nevil: b")]
    [InlineData("line break in the query", ":path", "/a?b\r\nevil: b")]
    [InlineData("fragment", ":path", "/a#b")]
    [InlineData("Latin-1 in the path", ":path", "/\xe9")]
    [InlineData("no slash", ":path", "a")]
    [InlineData("dot segments", ":path", "/a/../b")]
    [InlineData("space in the method", ":method", "GET /evil HTTP/1.1")]
    [InlineData("line break in the method", ":method", "GET\r\n")]
    [InlineData("user in the authority", ":authority", "user@a")]
    [InlineData("path in the authority", ":authority", "a/b")]
    [InlineData("space in the authority", ":authority", "a b")]
    public async Task Pseudo_header_that_http1_could_not_carry_is_refused(string what, string name, string value)
    {
        await AssertRefusedAsync(what, [.. Plain.Select(pair => pair.Name == name ? (name, value) : pair)]);
    }

    [Theory]
    [InlineData("webtransport")]
    [InlineData("connect-udp")]
    public async Task Extended_connect_that_http1_has_no_form_for_is_refused(string protocol)
    {
        await AssertRefusedAsync(protocol, [(":method", "CONNECT"), (":protocol", protocol), .. Plain[1..]], end: false);
    }

    [Theory]
    [InlineData("no data at all", "5", "", 0)]
    [InlineData("less data than announced", "5", "abc", 0)]
    [InlineData("more data than announced", "2", "abc", 0)]
    public async Task Body_that_is_not_as_long_as_announced_never_looks_whole(string what, string length, string data, int expected)
    {
        var whole = 0;
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref whole);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = await RawHttp2Client.ConnectAsync(gateway.Address);

        await client.HeadersAsync(end: data.Length == 0, [(":method", "POST"), .. Plain[1..], ("content-length", length)]);
        if (data.Length > 0)
            await client.DataAsync(data, end: true);
        await client.FateAsync();
        await Eventually.Async(() => gateway.Server.InFlight == 0, "the exchange ended");

        Assert.True(whole == expected, what);
    }

    private static async Task AssertRefusedAsync(string what, (string Name, string Value)[] headers, bool end = true)
    {
        var heads = new List<string>();
        await using var instance = new RawServer(async (stream, head, cancel) =>
        {
            heads.Add(head);
            await stream.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), cancel);
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(instance.Url));
        using var client = await RawHttp2Client.ConnectAsync(gateway.Address);

        await client.RequestAsync(end, headers);

        Assert.True(heads.Count == 0, $"{what} was forwarded: {string.Join("", heads)}");
    }
}
