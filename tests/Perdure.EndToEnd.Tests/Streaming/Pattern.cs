namespace Perdure.EndToEnd.Tests.Streaming;

/// <summary>
/// A long body that can be made and checked at any place: random bytes, repeated with a period that divides no buffer size, so that
/// anything lost, doubled or moved shows.
/// </summary>
internal static class Pattern
{
    private const int Period = 1_048_573;

    private static readonly byte[] Bytes = Make();

    /// <summary>The bytes at this place of the body, at most so many; fewer before the pattern begins again.</summary>
    public static ReadOnlyMemory<byte> At(long offset, long most)
    {
        var start = (int)(offset % Period);
        return Bytes.AsMemory(start, (int)Math.Min(most, Period - start));
    }

    /// <summary>Whether these are the bytes at this place of the body.</summary>
    public static bool Matches(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var expected = At(offset, bytes.Length).Span;
            if (!bytes[..expected.Length].SequenceEqual(expected)) return false;
            bytes = bytes[expected.Length..];
            offset += expected.Length;
        }

        return true;
    }

    private static byte[] Make()
    {
        var bytes = new byte[Period];
        new Random(2).NextBytes(bytes);
        return bytes;
    }
}
