using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Caching;

/// <summary>The conditions of a client that has an answer already (RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2). Pure.</summary>
internal static class Preconditions
{
    /// <summary>Whether the client has this answer already, so that 304 is enough. Only for an answer with 200.</summary>
    /// <param name="noneMatch">The client's <c>If-None-Match</c>.</param>
    /// <param name="modifiedSince">The client's <c>If-Modified-Since</c>, which counts only without the other.</param>
    /// <param name="etag">The answer's <c>ETag</c>, or null.</param>
    /// <param name="lastModified">The answer's <c>Last-Modified</c>.</param>
    public static bool HasIt(in StringValues noneMatch, in StringValues modifiedSince, string? etag, in StringValues lastModified)
    {
        if (noneMatch.Count > 0)
            return Matches(noneMatch, etag);
        return modifiedSince.Count > 0 && Freshness.ReadDate(modifiedSince) is { } since && Freshness.ReadDate(lastModified) is { } last && last <= since;
    }

    /// <summary>Whether two entity tags are the same by weak comparison (section 8.8.3.2).</summary>
    public static bool WeaklySame(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => Opaque(one).SequenceEqual(Opaque(other));

    private static bool Matches(in StringValues noneMatch, string? etag)
    {
        foreach (var line in noneMatch)
        {
            var rest = line.AsSpan().Trim();
            if (rest is "*")
                return true;
            while (etag is not null && TryNext(ref rest, out var tag))
            {
                if (WeaklySame(tag, etag))
                    return true;
            }
        }

        return false;
    }

    // A tag may have commas within its quotes.
    private static bool TryNext(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> tag)
    {
        rest = rest.TrimStart(" \t,");
        tag = default;
        var open = rest.IndexOf('"');
        if (open < 0)
            return false;
        var close = rest[(open + 1)..].IndexOf('"');
        if (close < 0)
            return false;
        tag = rest[..(open + close + 2)].Trim();
        rest = rest[(open + close + 2)..];
        return true;
    }

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
