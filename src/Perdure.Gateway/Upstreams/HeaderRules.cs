using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Upstreams;

/// <summary>Which headers do not pass: those of one hop (RFC 9110, section 7.6.1), and those that the gateway sets itself.</summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> Hop = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> FromRequest = Hop.Concat(
    [
        "TE", "Proxy-Authorization", "Expect", "Content-Length",
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", DeadlineHeaders.Name, DeadlineHeaders.Grpc,
        "X-Content-Length",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether a name is a token (RFC 9110, section 5.6.2), the only thing that may be written as a line of its own.</summary>
    public static bool IsToken(string name) => name.Length > 0 && name.AsSpan().IndexOfAnyExcept(TokenChars) < 0;

    /// <summary>
    /// Whether all names are tokens, pseudo-headers aside. The server does not look at the names that come over HTTP/2: a line break in
    /// one would begin a header of its own, or a request of its own, at an instance that is spoken to over HTTP/1.1.
    /// </summary>
    public static bool AreTokens(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (!IsToken(name) && !name.StartsWith(':'))
                return false;
        }

        return true;
    }

    /// <summary>Whether a client's header stops here.</summary>
    public static bool DroppedFromRequest(string name) => FromRequest.Contains(name);

    /// <summary>Whether an instance's header stops here.</summary>
    public static bool DroppedFromResponse(string name) => Hop.Contains(name);

    /// <summary>
    /// Whether a client's <c>Connection</c> header takes a header away that would otherwise go on to the instance. The instance's answer then does
    /// not depend on it, whatever the request seems to say.
    /// </summary>
    public static bool TakesAway(in StringValues connection)
    {
        foreach (var line in connection)
        {
            if (line is null or "keep-alive" or "Keep-Alive" or "close")
                continue;
            foreach (var part in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!part.Equals("close", StringComparison.OrdinalIgnoreCase) && !DroppedFromRequest(part))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a <c>Connection</c> header names this one as a header of the hop.</summary>
    public static bool Names(in StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            if (Names(value, name))
                return true;
        }

        return false;
    }

    /// <summary>Whether one <c>Connection</c> value names this header.</summary>
    public static bool Names(ReadOnlySpan<char> connection, string name)
    {
        foreach (var part in connection.Split(','))
        {
            if (connection[part].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
