using Microsoft.AspNetCore.Http;

namespace Perdure.Console.Security.Sessions;

/// <summary>
/// The cookie of a session. Cookies know hosts but not ports, so the port is in the name: two nodes on one machine would overwrite each other's.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The header that changes by a session carry.</summary>
    public const string CsrfHeader = "X-Perdure-Csrf";

    private const string Prefix = "perdure_session_";
    private const int IdLength = 43;
    private const int IdsMax = 4;

    /// <summary>Its name for the address that the browser knows.</summary>
    public static string NameOf(HttpRequest request) => $"{Prefix}{request.Host.Port ?? request.HttpContext.Connection.LocalPort}";

    /// <summary>
    /// The ids that a request sends: one, unless somebody else on the same host has set a cookie of that name as well. Read from the header itself, because
    /// a dictionary would hide the second one.
    /// </summary>
    public static IReadOnlyList<string> Read(HttpRequest request)
    {
        List<string>? ids = null;
        var name = NameOf(request);
        foreach (var line in request.Headers.Cookie)
        {
            foreach (var part in (line ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (part.Length == name.Length + 1 + IdLength && part[name.Length] == '=' && part.StartsWith(name, StringComparison.Ordinal) && ids is not { Count: >= IdsMax })
                    (ids ??= []).Add(part[(name.Length + 1)..]);
            }
        }

        return ids ?? [];
    }

    /// <summary>Gives it to the browser, until that is closed; no script can read it, and no other site can have it sent.</summary>
    public static void Set(HttpContext context, string id) => context.Response.Cookies.Append(NameOf(context.Request), id, Options(context.Request));

    /// <summary>Takes it away.</summary>
    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(NameOf(context.Request), Options(context.Request));

    private static CookieOptions Options(HttpRequest request) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = CrossSiteCheck.IsSecure(request) };
}
