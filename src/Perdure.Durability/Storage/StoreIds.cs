using System.Globalization;
using System.Security.Cryptography;

namespace Perdure.Durability.Storage;

/// <summary>
/// Ids of jobs: a number that grows, then 80 random bits, so that they cannot be guessed. Those of one time lie together in an index; with random ones each job would
/// touch another page of it, and each page that is touched is written.
/// </summary>
internal static class StoreIds
{
    /// <summary>How long they are.</summary>
    public const int Length = 32;

    private const int RandomBytes = 10;

    // The generator costs as much for one id as for a hundred.
    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    /// <summary>A new one: 32 characters <c>0-9 a-f</c>, of which 12 are the time in Unix ms.</summary>
    public static string New(long nowMs) => string.Create(Length, nowMs, static (id, time) =>
    {
        _ = time.TryFormat(id, out _, "x12", CultureInfo.InvariantCulture);
        FillRandom(id[12..]);
    });

    /// <summary>Writes the random part of an id, 20 characters.</summary>
    public static void FillRandom(Span<char> characters)
    {
        s_random ??= new byte[100 * RandomBytes];
        if (s_used % s_random.Length == 0)
        {
            RandomNumberGenerator.Fill(s_random);
            s_used = 0;
        }

        _ = Convert.TryToHexStringLower(s_random.AsSpan(s_used, RandomBytes), characters, out _);
        s_used += RandomBytes;
    }
}
