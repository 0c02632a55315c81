using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Perdure.Gateway.Deferral;

/// <summary>Writes what <see cref="CapsuleReader"/> reads.</summary>
internal sealed class CapsuleWriter
{
    private readonly ArrayBufferWriter<byte> _to;

    /// <summary>Begins with the letters of the kind and its version.</summary>
    public CapsuleWriter(ReadOnlySpan<byte> kind, byte version, int about)
    {
        _to = new ArrayBufferWriter<byte>(about);
        _to.Write(kind);
        _to.Write([version]);
    }

    public void Number(ulong value)
    {
        var span = _to.GetSpan(10);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            span[at++] = (byte)(value | 0x80);
        span[at++] = (byte)value;
        _to.Advance(at);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((ulong)bytes.Length);
        _to.Write(bytes);
    }

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length);
        _to.Advance(Encoding.UTF8.GetBytes(text, _to.GetSpan(length)));
    }

    public void Headers(ImmutableArray<KeyValuePair<string, string>> headers)
    {
        Number((ulong)headers.Length);
        foreach (var (name, value) in headers)
        {
            Text(name);
            Text(value);
        }
    }

    /// <summary>Ends with the checksum.</summary>
    public byte[] End()
    {
        var sum = Checksum.Of(_to.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(_to.GetSpan(sizeof(uint)), sum);
        _to.Advance(sizeof(uint));
        return _to.WrittenSpan.ToArray();
    }
}
