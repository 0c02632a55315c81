using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>
/// Parses the head of an answer (RFC 9112, sections 4 to 6). Pure. A line may end with a bare LF; everything that could be read in two
/// ways is bad: two lengths, a length and chunks, another transfer coding, folded or nameless lines.
/// </summary>
internal static class ResponseParser
{
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    // Control characters are invalid in a value (RFC 9110, section 5.5), and the server refuses to hand them on.
    private static readonly SearchValues<byte> ControlBytes =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(at => at != '\t').Select(at => (byte)at), 127]);

    /// <summary>Parses from the beginning of <paramref name="bytes"/>; <paramref name="consumed"/> is the length of the head when done.</summary>
    public static ParseResult Parse(ReadOnlySpan<byte> bytes, ResponseHead head, out int consumed)
    {
        consumed = 0;
        if (!HasWholeHead(bytes))
            return bytes.Length >= 5 && !bytes.StartsWith("HTTP/"u8) ? ParseResult.Bad : ParseResult.NeedMore;
        head.Reset();
        if (!ParseStatus(NextLine(bytes, ref consumed), head))
            return ParseResult.Bad;
        while (true)
        {
            var line = NextLine(bytes, ref consumed);
            if (line.IsEmpty)
                break;
            if (!ParseHeader(line, head))
                return ParseResult.Bad;
        }

        if (head.Chunked && head.Length is not null)
            return ParseResult.Bad;
        // Chunks in HTTP/1.0 are a mistake (RFC 9112, section 6.1): readable, but nothing to build the next answer on.
        head.Close = Closes(head) || (head.Old && head.Chunked);
        return ParseResult.Done;
    }

    private static bool HasWholeHead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\r\n\r\n"u8) >= 0)
            return true;
        return bytes.IndexOf("\n\n"u8) >= 0 || bytes.IndexOf("\n\r\n"u8) >= 0;
    }

    private static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var rest = bytes[consumed..];
        var end = rest.IndexOf((byte)'\n');
        consumed += end + 1;
        return end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
    }

    // HTTP/1.1 200 OK
    private static bool ParseStatus(ReadOnlySpan<byte> line, ResponseHead head)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
            return false;
        head.Old = line[7] == '0';
        if (!char.IsAsciiDigit((char)line[7]) || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3 || status < 100)
            return false;
        head.Status = status;
        head.SetReason(line.Length > 13 ? line[13..] : default);
        return !line.ContainsAny(ControlBytes);
    }

    private static bool ParseHeader(ReadOnlySpan<byte> line, ResponseHead head)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].IndexOfAnyExcept(NameBytes) >= 0)
            return false;
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAny(ControlBytes))
            return false;
        var name = HeaderNames.Get(line[..colon]);
        var hop = HeaderRules.DroppedFromResponse(name);
        if (!head.TryAdd(name, value, hop))
            return false;
        return name.Length switch
        {
            14 when name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) => ParseLength(value, head),
            17 when name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) => ParseCoding(value, head),
            10 when hop => ParseConnection(value, head, name),
            _ => true,
        };
    }

    private static bool ParseLength(ReadOnlySpan<byte> value, ResponseHead head)
    {
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || !Utf8Parser.TryParse(value, out long length, out _))
            return false;
        if (head.Length is { } before && before != length)
            return false;
        head.Length = length;
        return true;
    }

    private static bool ParseCoding(ReadOnlySpan<byte> value, ResponseHead head)
    {
        if (head.Chunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
            return false;
        head.Chunked = true;
        return true;
    }

    private static bool ParseConnection(ReadOnlySpan<byte> value, ResponseHead head, string name)
    {
        if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            return true;
        var text = head.Value(head.Count - 1);
        head.Connection = head.Connection is null ? text : head.Connection + "," + text;
        return true;
    }

    private static bool Closes(ResponseHead head)
    {
        if (head.Connection is null)
            return head.Old;
        return HeaderRules.Names(head.Connection.AsSpan(), "close") || (head.Old && !HeaderRules.Names(head.Connection.AsSpan(), "keep-alive"));
    }
}
