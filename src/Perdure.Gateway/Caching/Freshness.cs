using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Perdure.Model;

namespace Perdure.Gateway.Caching;

/// <summary>How long an answer is fresh, and how old it was when it came (RFC 9111, sections 4.2.1 and 4.2.3). Pure.</summary>
/// <param name="LifetimeMs">From the making of the answer on; zero when it is never fresh.</param>
/// <param name="AgeMs">How old it was when it came.</param>
/// <param name="IsOwn">Whether the answer says so itself; otherwise the route does.</param>
internal readonly record struct Freshness(long LifetimeMs, long AgeMs, bool IsOwn)
{
    /// <summary>Finds it for an answer.</summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="says">Its <c>Cache-Control</c>.</param>
    /// <param name="policy">The route's.</param>
    /// <param name="received">The wall clock when its head came.</param>
    /// <param name="delayMs">Milliseconds between asking and the coming of the head.</param>
    public static Freshness Of(int status, IHeaderDictionary headers, in CacheDirectives says, CacheModel policy, DateTimeOffset received, long delayMs)
    {
        var date = ReadDate(headers.Date) ?? received;
        var ageMs = Math.Max(Math.Max(0, (long)(received - date).TotalMilliseconds), (ReadAge(headers.Age) * 1000) + delayMs);
        if ((says.SharedMaxAgeS ?? says.MaxAgeS) is { } seconds)
            return new Freshness(seconds * 1000, ageMs, true);
        if (headers.Expires.Count > 0)
        {
            // What is no date, "0" above all, is in the past (section 5.3).
            var lifetime = ReadDate(headers.Expires) is { } expires ? (expires - date).TotalMilliseconds : 0;
            return new Freshness((long)Math.Clamp(lifetime, 0, int.MaxValue * 1000d), ageMs, true);
        }

        // The route's time counts from the coming of the answer: a service whose clock is behind must not make it nothing.
        var ttlMs = (long)((status is 404 or 410 ? policy.NegativeTtl : policy.Ttl) ?? TimeSpan.Zero).TotalMilliseconds;
        return new Freshness(ttlMs == 0 || says.NoCache || IsPragmaNoCache(headers, says) ? 0 : ttlMs + ageMs, ageMs, false);
    }

    /// <summary>A date in any of the forms that HTTP knows (RFC 9110, section 5.6.7); null for several or none.</summary>
    public static DateTimeOffset? ReadDate(in StringValues value) =>
        value.Count == 1 && HeaderUtilities.TryParseDate(value[0], out var date) ? date : null;

    // Of a list the first counts, nonsense not at all (section 5.1).
    private static long ReadAge(in StringValues value)
    {
        var text = value.Count > 0 ? value[0].AsSpan() : default;
        var comma = text.IndexOf(',');
        text = (comma < 0 ? text : text[..comma]).Trim();
        return HeaderUtilities.TryParseNonNegativeInt64(text.ToString(), out var seconds) ? Math.Min(seconds, int.MaxValue) : 0;
    }

    private static bool IsPragmaNoCache(IHeaderDictionary headers, in CacheDirectives says) =>
        says == default && headers.Pragma.ToString().Contains("no-cache", StringComparison.OrdinalIgnoreCase);
}
