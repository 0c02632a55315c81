using Microsoft.AspNetCore.Http;

namespace Perdure.Console.Security;

/// <summary>
/// Tells a change that a browser sends on behalf of another site from one that its user asked for: by <c>Sec-Fetch-Site</c>
/// (Fetch Metadata), and by <c>Origin</c> for browsers that do not send it. Programs send neither and pass.
/// </summary>
internal static class CrossSiteCheck
{
    /// <summary>Whether the request may change something, as far as its origin goes.</summary>
    public static bool Allows(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site is not ["same-origin" or "none"])
            return false;
        var origin = request.Headers.Origin;
        return origin.Count == 0 ||
            (origin is [{ } value] && (Is(value, request.Scheme, request) || (site.Count > 0 && Is(value, Uri.UriSchemeHttps, request))));
    }

    /// <summary>
    /// Whether the browser speaks TLS with this site, to this listener or to a proxy in front of it that we do not hear of otherwise. Only to be asked
    /// of a request that <see cref="Allows"/>.
    /// </summary>
    public static bool IsSecure(HttpRequest request) => request.IsHttps || Is(request.Headers.Origin.ToString(), Uri.UriSchemeHttps, request);

    // A browser that says same-origin of itself has compared the scheme as well: then there is TLS in front of this listener.
    private static bool Is(string origin, string scheme, HttpRequest request) => origin.Equals($"{scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
