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
            (origin is [{ } value] && value.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
