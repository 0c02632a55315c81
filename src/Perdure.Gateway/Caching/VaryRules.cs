using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Caching;

/// <summary>The secondary key: the request headers that an answer names in <c>Vary</c> (RFC 9111, section 4.1).</summary>
internal static class VaryRules
{
    /// <summary>Names taken at most; who depends on more depends on everything.</summary>
    private const int MaxNames = 16;

    private static readonly string[] None = [];

    /// <summary>
    /// The names that matter for an answer; null when no other request can be answered with it (<c>*</c>, or too many). Two are added that
    /// services forget and whose lack breaks clients: the origin that a CORS answer allows, and the coding of a coded body.
    /// </summary>
    public static string[]? NamesOf(IHeaderDictionary answer)
    {
        List<string>? names = null;
        foreach (var line in answer.Vary)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (IsInKey(part))
                    continue;
                // What the gateway tells the instance itself can't be read from the client's request.
                if (part == "*" || HeaderRules.DroppedFromRequest(part))
                    return null;
                Add(ref names, part);
            }
        }

        if (answer.AccessControlAllowOrigin is { Count: > 0 } origin && origin != "*")
            Add(ref names, "Origin");
        if (answer.ContentEncoding.Count > 0)
            Add(ref names, "Accept-Encoding");
        return names is null ? None : names.Count > MaxNames ? null : [.. names];
    }

    /// <summary>The values that a request has under these names.</summary>
    public static StringValues[] ValuesOf(IHeaderDictionary request, string[] names)
    {
        if (names.Length == 0)
            return [];
        var values = new StringValues[names.Length];
        for (var at = 0; at < names.Length; at++)
            values[at] = request[names[at]];
        return values;
    }

    /// <summary>Whether a request has the same values under these names.</summary>
    public static bool Match(IHeaderDictionary request, string[] names, StringValues[] values)
    {
        for (var at = 0; at < names.Length; at++)
        {
            if (!Same(request[names[at]], values[at]))
                return false;
        }

        return true;
    }

    /// <summary>A hash of the values that a request has under these names.</summary>
    public static int HashOf(IHeaderDictionary request, string[] names)
    {
        var hash = default(HashCode);
        foreach (var name in names)
        {
            foreach (var value in request[name])
                hash.Add(value);
            hash.Add(0);
        }

        return hash.ToHashCode();
    }

    private static bool IsInKey(string name) => name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Forwarded-Host", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Forwarded-Proto", StringComparison.OrdinalIgnoreCase);

    private static bool Same(in StringValues one, in StringValues other)
    {
        if (one.Count != other.Count)
            return false;
        for (var at = 0; at < one.Count; at++)
        {
            if (!string.Equals(one[at], other[at], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static void Add(ref List<string>? names, string name)
    {
        names ??= [];
        if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            names.Add(name);
    }
}
