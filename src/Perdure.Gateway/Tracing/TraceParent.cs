using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Tracing;

/// <summary>Reads and writes <c>traceparent</c> (W3C Trace Context, level 1, sections 3.2 and 4.3). Allocates nothing.</summary>
internal static class TraceParent
{
    /// <summary>The name of the header.</summary>
    public const string Header = "traceparent";

    /// <summary>Bytes of a value of version 00.</summary>
    public const int Length = 55;

    private const string Blank = " \t";
    private const int TraceAt = 3;
    private const int SpanAt = 36;
    private const int FlagsAt = 53;

    /// <summary>Reads the header of a request. It must be there once; whatever cannot be followed is as good as none.</summary>
    public static bool TryParse(in StringValues header, out TraceContext context)
    {
        context = default;
        return header.Count == 1 && TryParse(header[0], out context);
    }

    /// <summary>
    /// Reads a value. Of versions that are not known yet the fields of version 00 are read, as the specification wants it, and what follows them is left aside;
    /// version ff is refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> value, out TraceContext context)
    {
        context = default;
        value = value.Trim(Blank);
        if (value.Length < Length || value[2] != '-' || value[SpanAt - 1] != '-' || value[FlagsAt - 1] != '-')
            return false;
        if (!TryHex(value[..2], out var version) || version == 0xff)
            return false;
        if (version == 0 ? value.Length != Length : value.Length > Length && value[Length] != '-')
            return false;
        if (!TryHex(value.Slice(TraceAt, 16), out var high) || !TryHex(value.Slice(TraceAt + 16, 16), out var low)
            || !TryHex(value.Slice(SpanAt, 16), out var span) || !TryHex(value.Slice(FlagsAt, 2), out var flags))
            return false;
        context = new TraceContext(high, low, span, (flags & 1) != 0);
        return context.IsValid;
    }

    /// <summary>Writes a value of version 00; of the flags only the one that level 1 knows.</summary>
    public static void Write(in TraceContext context, Span<byte> to)
    {
        to[0] = to[1] = (byte)'0';
        to[TraceAt - 1] = to[SpanAt - 1] = to[FlagsAt - 1] = (byte)'-';
        Hex(context.High, to.Slice(TraceAt, 16));
        Hex(context.Low, to.Slice(TraceAt + 16, 16));
        Hex(context.SpanId, to.Slice(SpanAt, 16));
        to[FlagsAt] = (byte)'0';
        to[FlagsAt + 1] = context.Sampled ? (byte)'1' : (byte)'0';
    }

    /// <summary>A value as text.</summary>
    public static string Format(in TraceContext context) => string.Create(Length, context, static (text, context) =>
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(context, bytes);
        for (var at = 0; at < bytes.Length; at++)
            text[at] = (char)bytes[at];
    });

    // Lower case only, as the specification says.
    [SuppressMessage("Style", "IDE0078", Justification = "Two plain ranges read better here.")]
    private static bool TryHex(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit >= '0' && digit <= '9')
                value = (value << 4) | (uint)(digit - '0');
            else if (digit >= 'a' && digit <= 'f')
                value = (value << 4) | (uint)(digit - 'a' + 10);
            else
                return false;
        }

        return true;
    }

    private static void Hex(ulong value, Span<byte> to)
    {
        for (var at = to.Length - 1; at >= 0; at--, value >>= 4)
            to[at] = "0123456789abcdef"u8[(int)(value & 15)];
    }
}
