using System.Buffers.Binary;
using System.Text;

namespace Perdure.Telemetry.Tracing.Otlp;

/// <summary>
/// Writes protocol buffers (protobuf.dev, "Encoding"). A message within another is written in place: its length takes four bytes, as a longer varint than needed,
/// which every reader understands. Not thread-safe.
/// </summary>
internal sealed class ProtoWriter
{
    private const int LengthBytes = 4;
    private const int VarintMax = 10;

    private byte[] _bytes = new byte[4_096];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Begins anew; a buffer that has grown large is let go.</summary>
    public void Clear(int keptMax)
    {
        Length = 0;
        if (_bytes.Length > keptMax)
            _bytes = new byte[4_096];
    }

    /// <summary>Begins a message; what this returns ends it.</summary>
    public int Begin(int field)
    {
        Tag(field, 2);
        Room(LengthBytes);
        Length += LengthBytes;
        return Length;
    }

    public void End(int begun)
    {
        var length = Length - begun;
        var at = begun - LengthBytes;
        for (var i = 0; i < LengthBytes - 1; i++, length >>= 7)
            _bytes[at + i] = (byte)(length | 0x80);
        _bytes[at + LengthBytes - 1] = (byte)length;
    }

    public void Text(int field, string text)
    {
        Tag(field, 2);
        var bytes = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)bytes);
        Room(bytes);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    public void Number(int field, long value)
    {
        Tag(field, 0);
        Varint((ulong)value);
    }

    public void Double(int field, double value)
    {
        Tag(field, 1);
        Fixed64(BitConverter.DoubleToUInt64Bits(value));
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, 1);
        Fixed64(value);
    }

    public void Fixed32(int field, uint value)
    {
        Tag(field, 5);
        Room(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    /// <summary>Eight bytes in the order in which ids are written.</summary>
    public void Id(int field, ulong id)
    {
        Tag(field, 2);
        Varint(8);
        BigEndian(id);
    }

    /// <summary>Sixteen bytes likewise.</summary>
    public void Id(int field, ulong high, ulong low)
    {
        Tag(field, 2);
        Varint(16);
        BigEndian(high);
        BigEndian(low);
    }

    private void Tag(int field, int wireType) => Varint((ulong)((field << 3) | wireType));

    private void Varint(ulong value)
    {
        Room(VarintMax);
        for (; value >= 0x80; value >>= 7)
            _bytes[Length++] = (byte)(value | 0x80);
        _bytes[Length++] = (byte)value;
    }

    private void Fixed64(ulong value)
    {
        Room(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    private void BigEndian(ulong value)
    {
        Room(8);
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    private void Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
    }
}
