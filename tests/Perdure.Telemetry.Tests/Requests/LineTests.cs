using System.Globalization;
using System.Net;
using System.Text.Json;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class LineTests
{
    // What would end a line, a text or an object, move the cursor, or turn the direction of writing; and what is not even text.
    public static TheoryData<string> Hostile =>
    [
        "\n{\"status\":200}", "\r\n127.0.0.1 - - [x] \"GET / HTTP/1.1\" 200 5", "\"}\n", "\\", "\\\"", "\\u0000", "a\0b", "\u001b[2J\u001b[31mred", "\u0085\u2028\u2029",
        "\u202Egnp.exe", "\u2066x\u2069", "\u200B\uFEFF", "\uD800", "x\uDC00y", "\uD83D", "\uDE00\uD83D", "😀 é 漢字", "\u007F\u009B", "\t", "%0a%0d",
    ];

    [Fact]
    public void Json_line_has_the_documented_fields_in_this_order()
    {
        var record = Records.Of();

        Assert.Equal(
            "{\"time\":\"2026-01-02T03:04:05.123456Z\",\"requestId\":\"0123456789abcdef\",\"client\":\"127.0.0.1\",\"method\":\"GET\",\"host\":\"shop.test\",\"path\":\"/a\"," +
            "\"protocol\":\"HTTP/1.1\",\"status\":200,\"durationMs\":12.34,\"ttfbMs\":9,\"bytesIn\":3,\"bytesOut\":500,\"attempts\":2,\"retries\":1,\"outcome\":\"good\"," +
            "\"route\":\"all\",\"tier\":\"standard\",\"service\":\"catalog\",\"instance\":\"catalog-1\",\"zone\":\"eu-a\",\"userAgent\":\"tests/1.0\"}",
            Records.Json(record));
    }

    [Fact]
    public void Text_line_begins_as_the_combined_log_format()
    {
        Assert.Equal(
            "127.0.0.1 - - [02/Jan/2026:03:04:05 +0000] \"GET /a HTTP/1.1\" 200 500 \"-\" \"tests/1.0\" durationMs=12.34 ttfbMs=9 bytesIn=3 host=\"shop.test\" " +
            "route=all service=catalog instance=catalog-1 zone=eu-a tier=standard attempts=2 outcome=good requestId=\"0123456789abcdef\"",
            Records.Text(Records.Of()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?wait=1")]
    [InlineData("/more")]
    public void Right_to_a_deferred_answer_is_not_written_down(string after)
    {
        const string Job = "/.perdure/deferred/0123456789abcdef0123456789abcdef";
        var record = Records.Of(target: $"{Job}feedfacefeedfacefeedfacefeedface{after}");

        Assert.Equal(Job, JsonElement.Parse(Records.Json(record)).GetProperty("path").GetString());
        Assert.Equal(Job, JsonElement.Parse(Records.Json(record, query: true)).GetProperty("path").GetString());
        Assert.DoesNotContain("feedface", Records.Text(record, query: true), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_texts_stay_inside_their_field(string text)
    {
        var record = Records.Of(id: text, target: "/" + text, userAgent: text, host: text);

        var json = Records.Json(record, query: true);
        var line = JsonElement.Parse(json);
        var valid = string.Concat(text.EnumerateRunes());
        Assert.Equal(("/" + valid, valid, valid, valid, 200), (
            line.GetProperty("path").GetString(),
            line.GetProperty("userAgent").GetString(),
            line.GetProperty("host").GetString(),
            line.GetProperty("requestId").GetString(),
            line.GetProperty("status").GetInt32()));
        Assert.Equal(21, line.EnumerateObject().Count());
        AssertVisible(json);

        var plain = Records.Text(record, query: true);
        AssertVisible(plain);
        var quotes = plain.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal).Count(c => c == '"');
        Assert.Equal(10, quotes);
    }

    [Theory]
    [InlineData("/a?token=secret", "/a")]
    [InlineData("/?", "/")]
    [InlineData("http://user:secret@h/a/b?x", "/a/b")]
    [InlineData("https://h", "/")]
    [InlineData("https://user:secret@h?token=/secret", "/")]
    [InlineData("user:secret@h:443", "h:443")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    public void Query_and_authority_are_left_out(string target, string expected)
    {
        Assert.Equal(expected, LineNames.PathOf(target, query: false).ToString());
        Assert.Equal(expected, JsonElement.Parse(Records.Json(Records.Of(target: target))).GetProperty("path").GetString());
    }

    [Fact]
    public void Query_is_there_when_it_is_wanted() =>
        Assert.Equal("/a?b=c", JsonElement.Parse(Records.Json(Records.Of(), query: true)).GetProperty("path").GetString());

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var record = Records.Of(userAgent: null, host: null, route: null);

        var names = JsonElement.Parse(Records.Json(record)).EnumerateObject().Select(member => member.Name).ToArray();

        Assert.DoesNotContain(names, name => name is "userAgent" or "host" or "route" or "service" or "tier" or "problem" or "degraded" or "traceId" or "hedges" or "grpcStatus");
        Assert.Contains(" \"-\" \"-\" durationMs=", Records.Text(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.001")]
    [InlineData(1_000, "1")]
    [InlineData(1_010, "1.01")]
    [InlineData(123_456_789, "123456.789")]
    public void Durations_are_exact_to_the_microsecond(long us, string expected)
    {
        var line = new LineBuffer();

        line.Millis(us);

        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(line.Written));
        Assert.Equal(us / 1_000.0, double.Parse(expected, CultureInfo.InvariantCulture), 6);
    }

    [Fact]
    public void Longest_line_fits()
    {
        var worst = new string('\u0001', 2_048);
        var record = Records.Of(id: worst[..128], target: "/" + worst, userAgent: worst[..512], host: worst[..256]);
        var line = new LineBuffer();

        new JsonLine().Write(line, record, query: true);

        Assert.InRange(line.Length, 15_000, LineBuffer.LineBytesMax);
    }

    [Fact]
    public void Addresses_are_written_each_for_its_own_request()
    {
        var line = new LineBuffer();

        foreach (var address in (string[])["10.0.0.1", "::ffff:10.0.0.2", "2001:db8::1"])
        {
            line.Address(IPAddress.Parse(address));
            line.Raw(" "u8);
        }

        Assert.Equal("10.0.0.1 10.0.0.2 2001:db8::1 ", System.Text.Encoding.ASCII.GetString(line.Written));
    }

    private static void AssertVisible(string line) => Assert.DoesNotContain(line, c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
