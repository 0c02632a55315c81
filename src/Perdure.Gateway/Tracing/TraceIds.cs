using System.Buffers.Binary;
using System.Security.Cryptography;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Tracing;

/// <summary>
/// Ids of traces and spans. They must be like no others in the world, so they begin at random, whatever the seed of the gateway's other choices is. Thread-safe,
/// without a lock.
/// </summary>
internal sealed class TraceIds(ulong one, ulong other)
{
    private readonly RandomBits _one = new(one);
    private readonly RandomBits _other = new(other);

    /// <summary>Ids that begin at random.</summary>
    public static TraceIds New()
    {
        Span<byte> seeds = stackalloc byte[16];
        RandomNumberGenerator.Fill(seeds);
        return new TraceIds(BinaryPrimitives.ReadUInt64LittleEndian(seeds), BinaryPrimitives.ReadUInt64LittleEndian(seeds[8..]));
    }

    /// <summary>The halves of a new trace's id.</summary>
    public (ulong High, ulong Low) NextTrace()
    {
        var (high, low) = (_one.Next(), _other.Next());
        return (high | low) == 0 ? (1, 1) : (high, low);
    }

    /// <summary>What the ids of one request's spans are made from.</summary>
    public ulong NextBase() => _one.Next();

    /// <summary>The id of a request's span by its number; never 0.</summary>
    public static ulong SpanId(ulong from, int number)
    {
        var z = from + ((ulong)number * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return z == 0 ? 1 : z;
    }
}
