using System.Text;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>Texts of the usual header names, found by their bytes without making a new text.</summary>
internal static class HeaderNames
{
    private static readonly string[][] ByLength = Build(
    [
        "Age", "Vary", "Date", "ETag", "Link", "Via", "Server", "Expires", "Location", "Trailer", "Upgrade", "Connection", "Keep-Alive",
        "Set-Cookie", "Content-Type", "Last-Modified", "Accept-Ranges", "Content-Range", "Cache-Control", "Content-Length", "Content-Encoding",
        "Content-Language", "Content-Disposition", "Transfer-Encoding", "Retry-After", "X-Request-Id", "X-Instance", "Alt-Svc", "Allow", "Pragma",
        "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Access-Control-Allow-Origin",
        "WWW-Authenticate", "Proxy-Authenticate", "Proxy-Connection", "X-Powered-By", "Cache-Status", "Proxy-Status", "Server-Timing",
    ]);

    /// <summary>The name as text.</summary>
    public static string Get(ReadOnlySpan<byte> name)
    {
        if (name.Length < ByLength.Length)
        {
            foreach (var known in ByLength[name.Length])
            {
                if (Ascii.EqualsIgnoreCase(name, known))
                    return known;
            }
        }

        return Encoding.Latin1.GetString(name);
    }

    private static string[][] Build(string[] names)
    {
        var table = new string[names.Max(name => name.Length) + 1][];
        for (var length = 0; length < table.Length; length++)
            table[length] = [.. names.Where(name => name.Length == length)];
        return table;
    }
}
