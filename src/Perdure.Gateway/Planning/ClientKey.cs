using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Gateway.Planning;

/// <summary>
/// A client by its address, the same on every node: an IPv4 address, however it was written, or the /64 network of an IPv6 address, because
/// that is what one client holds (RFC 6177) and goes through at will (RFC 8981).
/// </summary>
internal static class ClientKey
{
    private const int Ipv4 = 4;
    private const int Ipv6 = 6;

    public static UInt128 Of(IPAddress client)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!client.TryWriteBytes(bytes, out var length))
            return 0;
        if (client.AddressFamily == AddressFamily.InterNetwork)
            return new UInt128(Ipv4, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        if (length == 16 && client.IsIPv4MappedToIPv6)
            return new UInt128(Ipv4, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
        return new UInt128(Ipv6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
