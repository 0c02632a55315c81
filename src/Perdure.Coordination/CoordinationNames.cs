using System.Buffers;
using System.Text;

namespace Perdure.Coordination;

/// <summary>What elections, locks, groups, members and candidates may be called. Pure.</summary>
public static class CoordinationNames
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The longest candidate or owner, in bytes of UTF-8.</summary>
    public const int MaxCandidateBytes = 256;

    /// <summary>The longest value of a candidate or data of a member, in bytes of UTF-8.</summary>
    public const int MaxValueBytes = 4096;

    /// <summary>The shortest time to live of a lease.</summary>
    public static readonly TimeSpan MinTtl = TimeSpan.FromSeconds(2);

    /// <summary>The longest time to live of a lease.</summary>
    public static readonly TimeSpan MaxTtl = TimeSpan.FromMinutes(5);

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Checks a name: 1 to 128 of A-Z a-z 0-9 . _ -</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, for the message: <c>election</c>.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static string CheckName(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"the name of the {what} must be 1 to {MaxNameLength} letters, digits, dots, dashes or underscores, not \"{Shown(name)}\"");
        return name;
    }

    /// <summary>Checks a candidate or owner: 1 to 256 bytes of UTF-8 without control characters.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static string CheckCandidate(string candidate, string what)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (candidate.Length is 0 or > MaxCandidateBytes || Encoding.UTF8.GetByteCount(candidate) > MaxCandidateBytes || candidate.Any(char.IsControl))
            throw new ArgumentException($"the {what} must be 1 to {MaxCandidateBytes} bytes of text without control characters, not \"{Shown(candidate)}\"");
        return candidate;
    }

    /// <summary>Checks a value: at most 4096 bytes of UTF-8.</summary>
    /// <exception cref="ArgumentException">It is larger.</exception>
    public static string CheckValue(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > MaxValueBytes || Encoding.UTF8.GetByteCount(value) > MaxValueBytes)
            throw new ArgumentException($"the {what} must be at most {MaxValueBytes} bytes; keep larger things elsewhere and name their place here");
        return value;
    }

    /// <summary>Checks a time to live: 2 s to 5 min.</summary>
    /// <exception cref="ArgumentException">It is outside.</exception>
    public static TimeSpan CheckTtl(TimeSpan ttl) => ttl >= MinTtl && ttl <= MaxTtl
        ? ttl
        : throw new ArgumentException($"the time to live must be between {MinTtl.TotalSeconds:0} s and {MaxTtl.TotalMinutes:0} min, not {ttl.TotalSeconds:0.###} s");

    private static string Shown(string text) => string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 40 ? "…" : "");
}
