using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>A message on the wire: one byte for compression (never used here), four of length, big-endian, then the message.</summary>
internal static class GrpcFrame
{
    /// <summary>Bytes before each message.</summary>
    public const int PrefixBytes = 5;

    /// <summary>The longest message that is taken, in bytes. etcd's own limit for what goes in is 1.5 MB; ranges come out larger.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Writes a message into a buffer of the shared pool; the caller returns it.</summary>
    public static byte[] Write(IMessage message, out int length)
    {
        var size = message.CalculateSize();
        length = PrefixBytes + size;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        buffer[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(1), (uint)size);
        message.WriteTo(buffer.AsSpan(PrefixBytes, size));
        return buffer;
    }

    /// <summary>The length of the frame that begins here, prefix and all; 0 while that cannot be known yet, −1 when it is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PrefixBytes) return 0;
        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        return bytes[0] != 0 || size > MaxBytes ? -1 : PrefixBytes + (int)size;
    }

    /// <summary>A buffer of the shared pool that holds what the old one held and has room for so many bytes; the old one is returned.</summary>
    public static byte[] Grow(byte[] old, int filled, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, old.Length * 2));
        old.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(old);
        return larger;
    }
}
