using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// Whole lines in UTF-8 on their way to a file. Texts of clients can't break out of where they stand: what is not printable, the marks that reverse the direction of
/// writing among it, and what is no valid UTF-16, is written as an escape. One thread.
/// </summary>
internal sealed class LineBuffer
{
    /// <summary>No line is longer: all its texts are bounded, and a character takes six bytes at most.</summary>
    public const int LineBytesMax = 32 * 1024;

    private const int Capacity = 128 * 1024;

    // Printable ASCII without what ends or escapes a quoted text.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    private readonly byte[] _bytes = new byte[Capacity];

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there is room for another line.</summary>
    public bool HasRoom => Capacity - Length >= LineBytesMax;

    /// <summary>What is in it.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the first bytes.</summary>
    public void Drop(int count)
    {
        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    /// <summary>Adds what needs no escape.</summary>
    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_bytes.AsSpan(Length));
        Length += utf8.Length;
    }

    /// <summary>Adds a text as it stands inside the quotes of JSON; <paramref name="short"/> escapes are \xNN as in other access logs.</summary>
    public void Text(ReadOnlySpan<char> text, bool @short = false)
    {
        while (true)
        {
            var other = text.IndexOfAnyExcept(s_plain);
            var plain = other < 0 ? text : text[..other];
            Ascii.FromUtf16(plain, _bytes.AsSpan(Length), out var written);
            Length += written;
            if (other < 0)
                return;
            var valid = Rune.DecodeFromUtf16(text[other..], out var rune, out var used) == OperationStatus.Done;
            Other(valid ? rune : Rune.ReplacementChar, @short);
            text = text[(other + used)..];
        }
    }

    /// <summary>Adds a whole number.</summary>
    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>Adds microseconds as milliseconds, to the microsecond.</summary>
    public void Millis(long us)
    {
        var (whole, rest) = Math.DivRem(us, 1_000);
        Number(whole);
        if (rest == 0)
            return;
        _bytes[Length++] = (byte)'.';
        Digits((int)rest, 3);
        while (_bytes[Length - 1] == '0')
            Length--;
    }

    /// <summary>Adds a number with leading zeros.</summary>
    public void Digits(int value, int count)
    {
        for (var at = Length + count - 1; at >= Length; at--, value /= 10)
            _bytes[at] = (byte)('0' + (value % 10));
        Length += count;
    }

    /// <summary>Adds a number in hexadecimal digits.</summary>
    public void Hex(ulong value, int count)
    {
        for (var shift = (count - 1) * 4; shift >= 0; shift -= 4)
            _bytes[Length++] = "0123456789abcdef"u8[(int)(value >> shift) & 15];
    }

    /// <summary>Adds the address of a client.</summary>
    public void Address(IPAddress address)
    {
        address.TryFormat(_bytes.AsSpan(Length), out var written);
        // What a socket for both protocols calls an address of the older one: ::ffff:10.0.0.1.
        var prefix = address.IsIPv4MappedToIPv6 ? _bytes.AsSpan(Length, written).LastIndexOf((byte)':') + 1 : 0;
        _bytes.AsSpan(Length + prefix, written - prefix).CopyTo(_bytes.AsSpan(Length));
        Length += written - prefix;
    }

    private void Other(Rune rune, bool @short)
    {
        var value = rune.Value;
        if (value is '"' or '\\')
        {
            _bytes[Length++] = (byte)'\\';
            _bytes[Length++] = (byte)value;
        }
        else if (@short && value is < 0x20 or (>= 0x7F and < 0xA0))
        {
            Raw("\\x"u8);
            Hex((ulong)value, 2);
        }
        else if (IsHidden(value))
        {
            Raw("\\u"u8);
            Hex((ulong)value, 4);
        }
        else
        {
            Length += rune.EncodeToUtf8(_bytes.AsSpan(Length));
        }
    }

    // Controls, separators of lines, and marks of direction, with which a line could look like another one. None is above 0xFFFF.
    private static bool IsHidden(int value) =>
        value is < 0x20 or (>= 0x7F and < 0xA0) or 0xAD or 0x61C or (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF;
}
