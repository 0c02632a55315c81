using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Perdure.Coordination.Peers;

/// <summary>
/// The bytes of a push, in big-endian order: "PPC1"; node, incarnation, to (each a length of 2 bytes and UTF-8); sequence (8); the names of the limits
/// (their number in 2 bytes, then each as above); the counts (their number in 4, then each: index of the limit (2), key (16), born, age, count, full in (8 each)).
/// </summary>
internal static class PeerMessageFormat
{
    /// <summary>The longest message: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most counts in a message.</summary>
    public const int MaxCounts = 4_096;

    private const int MaxText = 512;
    private const int MaxLimits = 1_000;
    private const int CountBytes = 50;
    private const uint Magic = 0x50504331;

    public static byte[] Write(PeerMessage message)
    {
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var count in message.Counts)
            if (limits.Count < MaxLimits)
                limits.TryAdd(count.Limit, limits.Count);
        var buffer = new ArrayBufferWriter<byte>(1_024 + (message.Counts.Count * CountBytes));
        BinaryPrimitives.WriteUInt32BigEndian(Next(buffer, 4), Magic);
        Write(buffer, message.Node);
        Write(buffer, message.Incarnation);
        Write(buffer, message.To);
        BinaryPrimitives.WriteInt64BigEndian(Next(buffer, 8), message.Sequence);
        BinaryPrimitives.WriteUInt16BigEndian(Next(buffer, 2), (ushort)limits.Count);
        foreach (var limit in limits.Keys) Write(buffer, limit);
        var counts = message.Counts.Where(c => limits.ContainsKey(c.Limit)).Take(MaxCounts).ToList();
        BinaryPrimitives.WriteInt32BigEndian(Next(buffer, 4), counts.Count);
        foreach (var count in counts)
        {
            var bytes = Next(buffer, CountBytes);
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)limits[count.Limit]);
            BinaryPrimitives.WriteUInt128BigEndian(bytes[2..], count.Key);
            BinaryPrimitives.WriteInt64BigEndian(bytes[18..], count.Born);
            BinaryPrimitives.WriteInt64BigEndian(bytes[26..], count.AgeMs);
            BinaryPrimitives.WriteInt64BigEndian(bytes[34..], count.Count);
            BinaryPrimitives.WriteInt64BigEndian(bytes[42..], count.FullInMs);
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>False for anything that <see cref="Write(PeerMessage)"/> would not have written; never throws for what is in it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PeerMessage? message)
    {
        message = null;
        var reader = new Reader(bytes);
        if (reader.UInt32() != Magic) return false;
        var (node, incarnation, to, sequence) = (reader.Text(), reader.Text(), reader.Text(), reader.Int64());
        var limits = new string[Math.Min((int)reader.UInt16(), MaxLimits)];
        for (var at = 0; at < limits.Length; at++) limits[at] = reader.Text();
        var number = (int)Math.Min(reader.UInt32(), MaxCounts);
        if (!reader.Ok || reader.Left != number * CountBytes) return false;
        var counts = new PeerCount[number];
        for (var at = 0; at < number; at++)
        {
            var limit = reader.UInt16();
            if (limit >= limits.Length) return false;
            counts[at] = new PeerCount(limits[limit], reader.UInt128(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());
            if (counts[at] is { AgeMs: < 0 } or { Count: < 0 } or { FullInMs: < 0 }) return false;
        }
        message = new PeerMessage { Node = node, Incarnation = incarnation, To = to, Sequence = sequence, Counts = counts };
        return node.Length > 0 && incarnation.Length > 0;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > MaxText) throw new ArgumentException($"A name of {length} bytes is too long for the peers; {MaxText} is the most.", nameof(text));
        BinaryPrimitives.WriteUInt16BigEndian(Next(buffer, 2), (ushort)length);
        Encoding.UTF8.GetBytes(text, Next(buffer, length));
    }

    private static Span<byte> Next(ArrayBufferWriter<byte> buffer, int count)
    {
        var span = buffer.GetSpan(Math.Max(1, count))[..count];
        buffer.Advance(count);
        return span;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;

        public bool Ok { get; private set; } = true;

        public readonly int Left => _left.Length;

        public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

        public UInt128 UInt128() => BinaryPrimitives.ReadUInt128BigEndian(Take(16));

        public string Text()
        {
            var length = UInt16();
            if (length > MaxText || length > _left.Length)
            {
                Ok = false;
                return "";
            }
            return Encoding.UTF8.GetString(Take(length));
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _left.Length)
            {
                Ok = false;
                return new byte[count];
            }
            var taken = _left[..count];
            _left = _left[count..];
            return taken;
        }
    }
}
