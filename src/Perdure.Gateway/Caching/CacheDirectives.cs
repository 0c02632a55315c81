using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Caching;

/// <summary>
/// <c>Cache-Control</c> of a request or an answer (RFC 9111, section 5.2; RFC 5861). Unknown directives are ignored; of one that comes twice the
/// stricter holds; a lifetime that is no number counts as zero.
/// </summary>
internal readonly record struct CacheDirectives
{
    /// <summary>What <c>max-stale</c> means without a number: however stale.</summary>
    public const long Any = long.MaxValue / 4;

    private const long Longest = int.MaxValue; // RFC 9111, section 1.2.2: larger numbers count as this one

    public bool NoStore { get; init; }

    public bool NoCache { get; init; }

    public bool Private { get; init; }

    public bool Public { get; init; }

    /// <summary><c>must-revalidate</c> or <c>proxy-revalidate</c>, which mean the same to a shared cache but for authorised requests.</summary>
    public bool MustRevalidate { get; init; }

    /// <summary><c>must-revalidate</c> alone: with it an answer to an authorised request may be stored (section 3.5).</summary>
    public bool StrictlyMustRevalidate { get; init; }

    public bool OnlyIfCached { get; init; }

    public long? MaxAgeS { get; init; }

    public long? SharedMaxAgeS { get; init; }

    public long? MinFreshS { get; init; }

    public long? MaxStaleS { get; init; }

    public long? StaleWhileRevalidateS { get; init; }

    public long? StaleIfErrorS { get; init; }

    /// <summary>Reads all lines of the header.</summary>
    public static CacheDirectives Parse(in StringValues lines)
    {
        var directives = default(CacheDirectives);
        foreach (var line in lines)
        {
            var rest = line.AsSpan();
            while (TryNext(ref rest, out var name, out var value))
                directives = With(directives, name, value);
        }

        return directives;
    }

    private static CacheDirectives With(in CacheDirectives known, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        // A qualified no-cache or private speaks of single fields; taking it for the whole answer is allowed and safe (section 5.2.2.4).
        if (Is(name, "no-store"))
            return known with { NoStore = true };
        if (Is(name, "no-cache"))
            return known with { NoCache = true };
        if (Is(name, "private"))
            return known with { Private = true };
        if (Is(name, "public"))
            return known with { Public = true };
        if (Is(name, "must-revalidate"))
            return known with { MustRevalidate = true, StrictlyMustRevalidate = true };
        if (Is(name, "proxy-revalidate"))
            return known with { MustRevalidate = true };
        if (Is(name, "only-if-cached"))
            return known with { OnlyIfCached = true };
        if (Is(name, "max-age"))
            return known with { MaxAgeS = Least(known.MaxAgeS, Seconds(value)) };
        if (Is(name, "s-maxage"))
            return known with { SharedMaxAgeS = Least(known.SharedMaxAgeS, Seconds(value)) };
        if (Is(name, "min-fresh"))
            return known with { MinFreshS = Math.Max(known.MinFreshS ?? 0, Seconds(value)) };
        if (Is(name, "max-stale"))
            return known with { MaxStaleS = Least(known.MaxStaleS, value.IsEmpty ? Any : Seconds(value)) };
        if (Is(name, "stale-while-revalidate"))
            return known with { StaleWhileRevalidateS = Least(known.StaleWhileRevalidateS, Seconds(value)) };
        return Is(name, "stale-if-error") ? known with { StaleIfErrorS = Least(known.StaleIfErrorS, Seconds(value)) } : known;
    }

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static long Least(long? known, long value) => known is { } before ? Math.Min(before, value) : value;

    private static long Seconds(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange('0', '9'))
            return 0;
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, Longest) : Longest;
    }

    // One directive; commas within quotes do not end it.
    private static bool TryNext(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        value = default;
        rest = rest.TrimStart(" \t,");
        name = rest;
        if (rest.IsEmpty)
            return false;
        var quoted = false;
        var end = 0;
        for (; end < rest.Length && (quoted || rest[end] != ','); end++)
        {
            if (rest[end] == '"')
                quoted = !quoted;
            else if (quoted && rest[end] == '\\')
                end++;
        }

        var directive = rest[..Math.Min(end, rest.Length)];
        rest = rest[Math.Min(end, rest.Length)..];
        var equals = directive.IndexOf('=');
        name = (equals < 0 ? directive : directive[..equals]).Trim();
        if (equals >= 0)
            value = directive[(equals + 1)..].Trim().Trim('"');
        return true;
    }
}
