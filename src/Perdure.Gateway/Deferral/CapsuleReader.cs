using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Reads what <see cref="CapsuleWriter"/> wrote. Whatever the bytes are, it ends and says so: after the first thing that is wrong all that follows is
/// empty, and <see cref="End"/> is false.
/// </summary>
internal ref struct CapsuleReader
{
    private const int HeadBytes = 4;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _left;
    private string? _error;

    /// <summary>Begins: kind, version and checksum must be right.</summary>
    public CapsuleReader(ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> kind, byte newest, string what)
    {
        var span = bytes.Span;
        if (span.Length < HeadBytes + sizeof(uint) || !span.StartsWith(kind))
            _error = $"it is not a {what}";
        else if (span[kind.Length] > newest)
            _error = $"it is a {what} of version {span[kind.Length]}, which a newer Perdure has written: run that one";
        else if (span[kind.Length] == 0 || Checksum.Of(span[..^sizeof(uint)]) != BinaryPrimitives.ReadUInt32LittleEndian(span[^sizeof(uint)..]))
            _error = $"it is a {what}, but damaged";
        else
            _left = bytes[HeadBytes..^sizeof(uint)];
    }

    public ulong Number(ulong max)
    {
        ulong value = 0;
        var span = _left.Span;
        for (var at = 0; at < span.Length && at < 10; at++)
        {
            value |= (ulong)(span[at] & 0x7f) << (7 * at);
            if (span[at] >= 0x80)
                continue;
            _left = _left[(at + 1)..];
            return value <= max ? value : Wrong("a number is too large");
        }

        return Wrong("it ends early");
    }

    public ReadOnlyMemory<byte> Bytes()
    {
        var length = Number((ulong)_left.Length);
        // The length itself was a part of what was left.
        if (length > (ulong)_left.Length)
            length = Wrong("it ends early");
        var bytes = _left[..(int)length];
        _left = _left[(int)length..];
        return bytes;
    }

    public string Text()
    {
        try
        {
            return Strict.GetString(Bytes().Span);
        }
        catch (DecoderFallbackException)
        {
            Wrong("a text is not UTF-8");
            return "";
        }
    }

    public ImmutableArray<KeyValuePair<string, string>> Headers()
    {
        var count = (int)Number(DeferralFormat.HeadersMax);
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var i = 0; i < count && _error is null; i++)
            headers.Add(KeyValuePair.Create(Text(), Text()));
        return headers.DrainToImmutable();
    }

    /// <summary>Ends: everything was right, and nothing is left.</summary>
    public bool End([NotNullWhen(false)] out string? error)
    {
        if (_error is null && !_left.IsEmpty)
            Wrong("there is more than belongs to it");
        error = _error;
        return error is null;
    }

    private ulong Wrong(string why)
    {
        _error ??= $"it cannot be read: {why}";
        _left = default;
        return 0;
    }
}
