using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Perdure.Durability.Storage;

namespace Perdure.Gateway.Idempotency;

/// <summary>An answer as it is kept with its key: status, headers and body; without them when it was larger than what is kept.</summary>
/// <remarks>
/// The bytes in the store: format (1), whether it is whole (1 or 0), status in two bytes, the number of header lines in two bytes, each line's name and value with their lengths
/// (two and four bytes) before them, the body. All numbers with the high byte first.
/// </remarks>
internal sealed class KeptAnswer
{
    private const byte Format = 1;
    private const int Fixed = 6;

    // Of one connection or of one request. Cookies stay: it is the same caller who gets them.
    private static readonly FrozenSet<string> Left = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "Trailer", "TE", "Content-Length", "Proxy-Authenticate",
        "Proxy-Authentication-Info", "Proxy-Status", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Cache-Status", "Alt-Svc",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private KeptAnswer(int status, bool isWhole, List<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body) =>
        (Status, IsWhole, Headers, Body) = (status, isWhole, headers, body);

    /// <summary>The status that was answered.</summary>
    public int Status { get; }

    /// <summary>Whether headers and body were kept.</summary>
    public bool IsWhole { get; }

    /// <summary>The header lines, in their order.</summary>
    public List<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>An answer that was too large to be kept: that it was given is kept all the same.</summary>
    public static byte[] EncodeStatus(int status)
    {
        var bytes = new byte[Fixed];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)status);
        return bytes;
    }

    /// <summary>The same of an answer that was encoded whole.</summary>
    public static byte[] StatusOnly(ReadOnlySpan<byte> answer) => EncodeStatus(BinaryPrimitives.ReadUInt16BigEndian(answer[2..]));

    /// <summary>An answer as it came.</summary>
    public static byte[] Encode(int status, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var lines = new List<(byte[] Name, byte[] Value)>();
        var length = Fixed + body.Length;
        foreach (var (name, values) in headers)
        {
            if (Left.Contains(name))
                continue;
            foreach (var value in values)
            {
                (byte[] Name, byte[] Value) line = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value ?? ""));
                lines.Add(line);
                length += line.Name.Length + line.Value.Length + 6;
            }
        }

        if (length > StoreLimits.AnswerBytesMax || lines.Count > ushort.MaxValue)
            return EncodeStatus(status);
        var bytes = new byte[length];
        bytes[0] = Format;
        bytes[1] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)status);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)lines.Count);
        var at = Fixed;
        foreach (var (name, value) in lines)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)name.Length);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 2), value.Length);
            name.CopyTo(bytes, at + 6);
            value.CopyTo(bytes, at + 6 + name.Length);
            at += 6 + name.Length + value.Length;
        }

        body.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Reads what was kept; null when it is of another format, or damaged.</summary>
    public static KeptAnswer? Decode(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < Fixed || span[0] != Format || span[1] > 1)
            return null;
        var (isWhole, status, count) = (span[1] == 1, BinaryPrimitives.ReadUInt16BigEndian(span[2..]), BinaryPrimitives.ReadUInt16BigEndian(span[4..]));
        var headers = new List<KeyValuePair<string, string>>(count);
        var at = Fixed;
        for (var line = 0; line < count; line++)
        {
            if (span.Length - at < 6)
                return null;
            var (name, value) = (BinaryPrimitives.ReadUInt16BigEndian(span[at..]), BinaryPrimitives.ReadInt32BigEndian(span[(at + 2)..]));
            at += 6;
            if (value < 0 || span.Length - at - name < value)
                return null;
            headers.Add(new KeyValuePair<string, string>(Encoding.UTF8.GetString(span.Slice(at, name)), Encoding.UTF8.GetString(span.Slice(at + name, value))));
            at += name + value;
        }

        return status is >= 200 and < 600 ? new KeptAnswer(status, isWhole, headers, bytes[at..]) : null;
    }

    /// <summary>Puts the kept head into an answer.</summary>
    public void CopyHead(IHeaderDictionary target)
    {
        foreach (var (name, value) in Headers)
            target[name] = target.TryGetValue(name, out var before) ? StringValues.Concat(before, value) : value;
    }
}
