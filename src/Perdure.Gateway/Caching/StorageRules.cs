using Microsoft.AspNetCore.Http;

namespace Perdure.Gateway.Caching;

/// <summary>Which answers may be kept for others (RFC 9111, sections 3 and 3.5), stricter where the RFC leaves room. Pure.</summary>
internal static class StorageRules
{
    /// <summary>Whether the answer to a GET request may be stored.</summary>
    /// <param name="request">The request.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="says">Its <c>Cache-Control</c>.</param>
    /// <param name="freshness">Its freshness.</param>
    /// <param name="varyNames">What it depends on, of <see cref="VaryRules.NamesOf"/>.</param>
    /// <param name="negatives">Whether 404 and 410 are kept.</param>
    public static bool MayStore(
        in CacheRequest request, int status, IHeaderDictionary headers, in CacheDirectives says, in Freshness freshness, string[]? varyNames, bool negatives)
    {
        if (!IsKept(status, freshness.IsOwn, negatives) || says.NoStore || says.Private || varyNames is null)
            return false;
        // A part of an answer, however it is labelled.
        if (headers.ContentRange.Count > 0)
            return false;
        // Section 3.5.
        if (request.Authorized && !IsForAuthorized(says))
            return false;
        // What sets a cookie is most likely made for one user, unless it says otherwise (section 7.3).
        if (headers.SetCookie.Count > 0 && !says.Public)
            return false;
        // An answer that doesn't speak of caches at all, to a request that tells who is asking: the route's time must not make it everybody's.
        if (request.HasCookies && !freshness.IsOwn && !says.Public && !Names(varyNames, "Cookie"))
            return false;
        // Never fresh and without a validator: of no use to anybody.
        return freshness.LifetimeMs > 0 || headers.ETag.Count > 0 || headers.LastModified.Count > 0;
    }

    /// <summary>Whether a stored answer with these directives may answer requests with <c>Authorization</c> (section 3.5).</summary>
    public static bool IsForAuthorized(in CacheDirectives says) => says.Public || says.StrictlyMustRevalidate || says.SharedMaxAgeS is not null;

    /// <summary>Whether one of the names is this one.</summary>
    public static bool Names(string[] varyNames, string name) => varyNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    // Redirects that may be other ones next time are kept only if they say so (RFC 9110, section 15.1).
    private static bool IsKept(int status, bool saysSo, bool negatives) => status switch
    {
        200 or 203 or 204 or 300 or 301 or 308 => true,
        302 or 303 or 307 => saysSo,
        404 or 410 => negatives,
        _ => false,
    };
}
