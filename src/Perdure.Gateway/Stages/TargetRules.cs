using System.Buffers;

namespace Perdure.Gateway.Stages;

/// <summary>Finds the targets that the gateway and an instance might read differently.</summary>
internal static class TargetRules
{
    // RFC 3986 allows fewer; these are the ones that end a target, a line or a name for somebody, or that nobody can agree on.
    private static readonly SearchValues<char> Visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(at => (char)at).Where(at => at != '#')]);

    /// <summary>
    /// Whether a text has only visible ASCII characters and no fragment. Over HTTP/2 a target may come with a space in it, which over
    /// HTTP/1.1 would end it and begin a version.
    /// </summary>
    public static bool IsVisible(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Visible);

    /// <summary>
    /// Path and query as the client wrote them; of the absolute form, which clients use towards proxies, without scheme and authority.
    /// <c>*</c> stays as it is. Null when it is none of these.
    /// </summary>
    public static string? OriginForm(string target)
    {
        if (target.StartsWith('/') || target == "*")
            return target;
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority <= 0)
            return null;
        var rest = target[(authority + 3)..];
        var path = rest.AsSpan().IndexOfAny('/', '?');
        if (path < 0)
            return "/";
        return rest[path] == '/' ? rest[path..] : "/" + rest[path..];
    }

    /// <summary>Whether a path segment is <c>.</c> or <c>..</c>, written plainly or with <c>%2e</c> (RFC 3986, section 5.2.4).
    /// Backslashes and encoded separators count as separators: some servers take them for that.</summary>
    public static bool HasDotSegments(ReadOnlySpan<char> target)
    {
        var query = target.IndexOfAny('?', '#');
        var path = query < 0 ? target : target[..query];
        // Nearly every path has neither.
        if (!path.Contains("/.", StringComparison.Ordinal) && path.IndexOfAny('%', '\\') < 0)
            return false;
        while (true)
        {
            var end = NextSeparator(path, out var width);
            if (IsDots(path[..end]))
                return true;
            if (end == path.Length)
                return false;
            path = path[(end + width)..];
        }
    }

    private static int NextSeparator(ReadOnlySpan<char> path, out int width)
    {
        for (var at = 0; at < path.Length; at++)
        {
            var encoded = path[at..].StartsWith("%2f", StringComparison.OrdinalIgnoreCase) || path[at..].StartsWith("%5c", StringComparison.OrdinalIgnoreCase);
            width = encoded ? 3 : 1;
            if (encoded || path[at] is '/' or '\\')
                return at;
        }

        width = 0;
        return path.Length;
    }

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0)
        {
            var width = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (width == 0)
                return false;
            segment = segment[width..];
            dots++;
        }

        return dots is 1 or 2;
    }
}
