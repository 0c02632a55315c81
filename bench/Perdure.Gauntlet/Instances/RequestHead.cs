using System.Globalization;
using System.Text;

namespace Perdure.Gauntlet.Instances;

/// <summary>The head of a request, as far as the rig needs it.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Target">Path and query.</param>
/// <param name="Http11">Whether it is HTTP/1.1; an HTTP/1.0 client knows neither chunks nor, unasked, persistent connections.</param>
/// <param name="KeepAlive">Whether the connection stays open after the answer.</param>
/// <param name="ContentLength">Length of the body; -1 when it is chunked.</param>
/// <param name="Id">The X-Request-Number header, or a dash.</param>
public readonly record struct RequestHead(string Method, string Target, bool Http11, bool KeepAlive, int ContentLength, string Id)
{
    /// <summary>Parses a complete head (without the blank line); null when it is none.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.ASCII.GetString(head).Split("\r\n");
        var first = lines[0].Split(' ');
        if (first.Length != 3) return null;
        var http11 = first[2] == "HTTP/1.1";
        var (keepAlive, length, id) = (http11, 0, "-");
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return null;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].ToLowerInvariant())
            {
                case "connection":
                    if (value.Equals("close", StringComparison.OrdinalIgnoreCase)) keepAlive = false;
                    else if (value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)) keepAlive = true;
                    break;
                case "content-length": length = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "transfer-encoding": length = -1; break;
                case "x-request-number": id = value; break;
                default: break;
            }
        }
        return new RequestHead(first[0], first[1], http11, keepAlive, length, id);
    }

    /// <summary>A number from the query of the target, such as <c>size</c>, or <paramref name="otherwise"/>.</summary>
    public int Query(string name, int otherwise)
    {
        var at = Target.IndexOf(name + "=", StringComparison.Ordinal);
        if (at < 0) return otherwise;
        var value = Target.AsSpan(at + name.Length + 1);
        var end = value.IndexOf('&');
        return int.TryParse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture, out var number) ? number : otherwise;
    }
}
