using System.Buffers.Binary;
using System.Numerics;

namespace Perdure.Gateway.Deferral;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4): finds damage, not malice. Pure.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            sum = BitOperations.Crc32C(sum, one);
        return ~sum;
    }
}
