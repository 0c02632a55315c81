using System.Text;
using Perdure.Gateway.Upstreams.Http1;

namespace Perdure.Gateway.Tests.Upstreams.Http1;

public sealed class ChunkDecoderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "", "")]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "abc", "")]
    [InlineData("3;name=value\r\nabc\r\nA\r\n0123456789\r\n000\r\n\r\n", "abc0123456789", "")]
    [InlineData("1\r\nx\r\n0\r\nA: 1\r\nB: 2\r\n\r\n", "x", "A: 1|B: 2")]
    [InlineData("1\nx\n0\n\n", "x", "")]
    public void Body_is_the_same_however_its_bytes_are_split(string bytes, string data, string trailers)
    {
        for (var step = 1; step <= bytes.Length; step++)
            Assert.Equal(new Decoded("End", data, trailers, ""), Decode(Encoding.Latin1.GetBytes(bytes), step));
    }

    [Theory]
    [InlineData("not hexadecimal", "xyz\r\n")]
    [InlineData("no digits", "\r\nabc")]
    [InlineData("a sign", "-1\r\n")]
    [InlineData("a prefix", "0x3\r\nabc\r\n")]
    [InlineData("more than a number holds", "ffffffffffffffff\r\n")]
    [InlineData("data longer than its size", "3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("a number in two parts", "1 1\r\nabc")]
    public void Malformed_body_is_bad_however_its_bytes_are_split(string what, string bytes)
    {
        for (var step = 1; step <= bytes.Length; step++)
            Assert.True(Decode(Encoding.Latin1.GetBytes(bytes), step).End == "Bad", what);
    }

    [Fact]
    public void Lines_and_trailers_without_end_are_bad()
    {
        var line = Encoding.Latin1.GetBytes("1;" + new string('x', 5000) + "\r\na\r\n0\r\n\r\n");
        var trailers = Encoding.Latin1.GetBytes("0\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 200)) + "\r\n");

        Assert.All([1, 100, 16384], step => Assert.Equal("Bad", Decode(line, step).End));
        Assert.All([1, 100, 16384], step => Assert.Equal("Bad", Decode(trailers, step).End));
    }

    [Fact]
    public void What_follows_the_body_is_left_alone()
    {
        Assert.Equal(new Decoded("End", "a", "", "HTTP/1.1"), Decode("1\r\na\r\n0\r\n\r\nHTTP/1.1"u8.ToArray(), 100));
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_depend_on_the_split()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = random.GetItems("0123aF;: x\r\n\r\n\r\n"u8.ToArray(), random.Next(1, 60));
            var whole = Decode(bytes, bytes.Length);
            for (var step = 1; step < 6; step++)
                Assert.True(whole with { Rest = "" } == Decode(bytes, step) with { Rest = "" }, $"seed {seed}, step {step}");
        }
    }

    private static Decoded Decode(byte[] bytes, int step)
    {
        var decoder = default(ChunkDecoder);
        var data = new StringBuilder();
        var trailers = new List<string>();
        var start = 0;
        for (var end = Math.Min(step, bytes.Length); ; end = Math.Min(end + step, bytes.Length))
        {
            while (true)
            {
                var part = decoder.Next(bytes.AsSpan(start, end - start), out var piece, out var consumed);
                Assert.InRange(consumed, 0, end - start);
                start += consumed;
                if (part == ChunkPart.Data)
                    data.Append(Encoding.Latin1.GetString(piece));
                else if (part == ChunkPart.Trailer)
                    trailers.Add(Encoding.Latin1.GetString(piece));
                else if (part == ChunkPart.NeedMore)
                    break;
                else
                    return new Decoded(part.ToString(), data.ToString(), string.Join('|', trailers), part == ChunkPart.End ? Encoding.Latin1.GetString(bytes[start..]) : "");
            }

            if (end == bytes.Length)
                return new Decoded("NeedMore", data.ToString(), string.Join('|', trailers), "");
        }
    }

    private sealed record Decoded(string End, string Data, string Trailers, string Rest);
}
