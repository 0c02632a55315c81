using System.Text;
using Perdure.Gateway.Upstreams.Http1;

namespace Perdure.Gateway.Tests.Upstreams.Http1;

public sealed class ResponseParserTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y: z\r\n\r\n", "200 OK length=5 X-Y=z")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "200 OK chunked")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\n", "200 OK chunked")]
    [InlineData("HTTP/1.1 204\r\n\r\n", "204 ")]
    [InlineData("HTTP/1.1 200 OK\n\n", "200 OK")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", "200 OK close")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n", "200 OK")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", "200 OK close")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", "200 OK chunked close")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\n\r\n", "200 OK close")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "200 OK length=5")]
    [InlineData("HTTP/1.1 200 OK\r\nX:\r\nY: \t a b \t\r\n\r\n", "200 OK X= Y=a b")]
    [InlineData("HTTP/1.1 200 \xe9t\xe9\r\nX: \xfc\r\n\r\n", "200 \xe9t\xe9 X=\xfc")]
    public void Head_is_the_same_however_its_bytes_are_split(string bytes, string expected)
    {
        var all = Encoding.Latin1.GetBytes(bytes + "body");
        var head = new ResponseHead();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(ParseResult.NeedMore, ResponseParser.Parse(all.AsSpan(0, length), head, out _));

        Assert.Equal(ParseResult.Done, ResponseParser.Parse(all, head, out var consumed));

        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(expected, Describe(head));
    }

    [Theory]
    [InlineData("another protocol", "SSH-2.0-x\r\n\r\n")]
    [InlineData("another version", "HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("no status", "HTTP/1.1 OK\r\n\r\n")]
    [InlineData("a long status", "HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("a signed status", "HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("a status that is none", "HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("length list", "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n")]
    [InlineData("signed length", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("no length", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")]
    [InlineData("length too large", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("chunks twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("obscured coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: \vchunked\r\n\r\n")]
    [InlineData("folded header", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("folded first header", "HTTP/1.1 200 OK\r\n X: a\r\n\r\n")]
    [InlineData("space before colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n")]
    [InlineData("no name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n")]
    [InlineData("no colon", "HTTP/1.1 200 OK\r\nbroken\r\n\r\n")]
    [InlineData("carriage return in a value", "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n")]
    [InlineData("carriage return in the reason", "HTTP/1.1 200 O\rSet-Cookie: b\r\n\r\n")]
    [InlineData("null in a value", "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n")]
    [InlineData("control character in a value", "HTTP/1.1 200 OK\r\nX: a\u0001b\r\n\r\n")]
    public void Head_that_can_be_read_in_two_ways_is_bad(string what, string bytes)
    {
        Assert.True(ResponseParser.Parse(Encoding.Latin1.GetBytes(bytes), new ResponseHead(), out _) == ParseResult.Bad, what);
    }

    [Fact]
    public void Too_many_headers_are_bad()
    {
        var bytes = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", ResponseHead.MaxHeaders + 1)) + "\r\n";

        Assert.Equal(ParseResult.Bad, ResponseParser.Parse(Encoding.Latin1.GetBytes(bytes), new ResponseHead(), out _));
    }

    [Fact]
    public void Head_that_is_used_again_remembers_nothing()
    {
        var head = new ResponseHead();
        ResponseParser.Parse("HTTP/1.0 500 Oops\r\nTransfer-Encoding: chunked\r\nX: y\r\nConnection: close\r\n\r\n"u8, head, out _);

        ResponseParser.Parse("HTTP/1.1 200\r\nA: b\r\n\r\n"u8, head, out _);

        Assert.Equal("200  A=b", Describe(head));
    }

    [Fact]
    public void Random_bytes_never_throw_and_are_never_read_past_their_end()
    {
        byte[][] pieces =
        [
            .. "HTTP/1.1 200 OK\r\n|\r\n|\n|Content-Length: 1\r\n|Transfer-Encoding: chunked\r\n|a: b|: |\r| |HTTP/1.0 9\r\n|Connection: close\r\n|\0"
                .Split('|').Select(Encoding.Latin1.GetBytes),
        ];
        var head = new ResponseHead();
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. random.GetItems(pieces, random.Next(1, 9)).SelectMany(piece => piece)];
            if (random.Next(2) == 0)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var verdict = ResponseParser.Parse(bytes, head, out var consumed);
            Assert.True(consumed >= 0 && consumed <= bytes.Length, $"seed {seed}");
            // More bytes behind a whole head change nothing.
            if (verdict == ParseResult.Done)
                Assert.True(ResponseParser.Parse([.. bytes, .. "x\r\n\r\n"u8], head, out var again) == ParseResult.Done && again == consumed, $"seed {seed}");
        }
    }

    private static string Describe(ResponseHead head)
    {
        var text = new StringBuilder($"{head.Status} {head.Reason}");
        if (head.Length is { } length)
            text.Append($" length={length}");
        if (head.Chunked)
            text.Append(" chunked");
        if (head.Close)
            text.Append(" close");
        for (var at = 0; at < head.Count; at++)
        {
            if (!head.IsHop(at) && head.Name(at) != "Content-Length")
                text.Append($" {head.Name(at)}={head.Value(at)}");
        }

        return text.ToString();
    }
}
