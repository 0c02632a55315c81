using System.Globalization;
using System.Security.Cryptography;

namespace Perdure.Durability.Storage;

/// <summary>
/// Ids of jobs: the time, then 80 random bits, so that they cannot be guessed. Those of one time lie together in an index; with random ones each job would
/// touch another page of it, and each page that is touched is written.
/// </summary>
internal static class StoreIds
{
    /// <summary>A new one: 32 characters <c>0-9 a-f</c>, of which 12 are the time in Unix ms.</summary>
    public static string New(long nowMs) => string.Create(32, nowMs, static (id, time) =>
    {
        _ = time.TryFormat(id, out _, "x12", CultureInfo.InvariantCulture);
        RandomNumberGenerator.GetHexString(id[12..], lowercase: true);
    });
}
