using System.Security.Cryptography;

namespace Perdure.Durability.Storage;

/// <summary>Ids of jobs: random, so that they cannot be guessed.</summary>
internal static class StoreIds
{
    /// <summary>A new one: 128 bits as 32 characters <c>0-9 a-f</c>.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether it can be one.</summary>
    public static bool IsId(string id)
    {
        if (id.Length != 32) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiHexDigitLower(c)) return false;
        }

        return true;
    }
}
