using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Perdure.Console.Web;

/// <summary>Which of the forms of a file a browser takes, by <c>Accept-Encoding</c> (RFC 9110, section 12.5.3). Pure.</summary>
internal static class WebEncoding
{
    private const int EncodingsMax = 20;

    /// <summary>The smallest form that is acceptable, and its name; an empty one for the file as it is.</summary>
    public static (string Name, byte[] Bytes) Choose(WebFile file, StringValues accept)
    {
        if (StringWithQualityHeaderValue.TryParseList(accept, out var accepted) && accepted.Count <= EncodingsMax)
        {
            if (file.Brotli is { } brotli && Takes(accepted, "br"))
                return ("br", brotli);
            if (file.Gzip is { } gzip && Takes(accepted, "gzip"))
                return ("gzip", gzip);
        }

        return ("", file.Plain);
    }

    // One that is named counts by itself; the others by the star.
    private static bool Takes(IList<StringWithQualityHeaderValue> accepted, string encoding)
    {
        var named = accepted.FirstOrDefault(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(one => one.Value == "*");
        return named is not null && named.Quality != 0;
    }
}
