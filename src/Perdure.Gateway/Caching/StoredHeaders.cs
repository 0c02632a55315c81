using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Perdure.Gateway.Caching;

/// <summary>Which headers of an answer are kept with it (RFC 9111, sections 3.1 and 3.2).</summary>
internal static class StoredHeaders
{
    // Of one connection, of one moment, or of one client. A cookie is never handed to another client, even if the answer as such is for all.
    private static readonly FrozenSet<string> Left = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "Trailer", "TE",
        "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Status",
        "Age", "Content-Length", "Set-Cookie", "Set-Cookie2", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What a 304 can't change, because it belongs to the body that is kept.
    private static readonly FrozenSet<string> OfBody =
        new[] { "Content-Encoding", "Content-Range", "Content-Type" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The headers that are kept, with the date of the answer's coming if it has none (RFC 9110, section 6.6.1).</summary>
    public static KeyValuePair<string, StringValues>[] Of(IHeaderDictionary headers, DateTimeOffset received)
    {
        var kept = headers.Where(header => !Left.Contains(header.Key));
        return headers.Date.Count > 0 ? [.. kept] : [.. kept, new KeyValuePair<string, StringValues>("Date", HeaderUtilities.FormatDate(received))];
    }

    /// <summary>The kept headers as a 304 leaves them: what it has replaces what there was.</summary>
    public static IHeaderDictionary Merge(KeyValuePair<string, StringValues>[] stored, IHeaderDictionary update)
    {
        IHeaderDictionary merged = new HeaderDictionary(stored.Length);
        foreach (var (name, value) in stored)
            merged[name] = value;
        foreach (var (name, value) in update)
        {
            if (!Left.Contains(name) && !OfBody.Contains(name))
                merged[name] = value;
        }

        // A confirmation without a date is of now, not of then: the answer would come out as old as it was before.
        if (update.Date.Count == 0)
            merged.Remove("Date");
        // The age of a confirmed answer is the one that the confirmation says.
        if (update.Age.Count > 0)
            merged.Age = update.Age;
        return merged;
    }
}
