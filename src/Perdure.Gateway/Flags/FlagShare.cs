using System.Runtime.InteropServices;
using Perdure.Gateway.Planning;

namespace Perdure.Gateway.Flags;

/// <summary>Where a user stands among all users of a flag. Pure, and the same on every node and in every version.</summary>
internal static class FlagShare
{
    /// <summary>How many places there are.</summary>
    public const int Places = 10_000;

    /// <summary>The user's place, from 0 to below <see cref="Places"/>; a flag that is on for p percent is on for the places below p / 100 of them.</summary>
    public static ulong PlaceOf(UInt128 user, ulong flagHash)
    {
        ReadOnlySpan<ulong> parts = [flagHash, (ulong)(user >> 64), (ulong)user];
        return StableHash.Of(MemoryMarshal.AsBytes(parts)) % Places;
    }

    /// <summary>Whether the flag is on for a user.</summary>
    public static bool IsOn(UInt128 user, ulong flagHash, int percent) =>
        percent >= 100 || (percent > 0 && PlaceOf(user, flagHash) < (ulong)percent * (Places / 100));
}
