namespace Perdure.Model.Shapes;

/// <summary>Parts of HTTP requests: paths, methods, hosts, header names, hash keys.</summary>
internal static class HttpTexts
{
    internal const string TokenPattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

    /// <summary>A path to ask for.</summary>
    public static ScalarShape<string> Path { get; } = new(
        "a path that begins with /",
        "/",
        (text, _) => IsPath(text, allowQuery: true) ? Parsed<string>.Good(text) : Parsed<string>.Bad(),
        () => Scalar.Strict("^/[^# ]*$"));

    /// <summary>A path to ask for, with a place for a key.</summary>
    public static ScalarShape<string> KeyedPath { get; } = new(
        "a path with {key} in it, such as /payments/by-key/{key}",
        "/{key}",
        (text, _) => IsPath(text, allowQuery: true) && IsKeyed(text) ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(text.Contains("{key}", StringComparison.Ordinal) ? null : "add {key}, which stands for the key"),
        () => Scalar.Strict("^/[^#{} ]*\\{key\\}[^#{} ]*$"));

    /// <summary>What a route compares paths with: exact, or all below a directory.</summary>
    public static ScalarShape<string> RoutePath { get; } = new(
        "a path such as /a/b, or /a/* for all below /a/",
        "/*",
        (text, _) => ParseRoutePath(text),
        () => Scalar.Strict("^/[^*?# ]*$|^/([^*?# ]*/)?\\*$"));

    public static ScalarShape<string> Method { get; } = new(
        "an HTTP method in capitals, such as GET",
        "GET",
        (text, _) => text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterUpper(c) || c == '-')
            ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(text.All(char.IsAsciiLetter) && text.Length is > 0 and <= 32 ? $"write {text.ToUpperInvariant()}" : null),
        () => Scalar.Strict("^[A-Z-]+$"));

    /// <summary>A host name without its port, in lower case once read.</summary>
    public static ScalarShape<string> Host { get; } = new(
        "a host such as example.com, or *.example.com for all names below it",
        "placeholder.invalid",
        (text, _) => IsHost(text) ? Parsed<string>.Good(text.ToLowerInvariant())
            : Parsed<string>.Bad(text.Contains(':', StringComparison.Ordinal) ? "without a scheme or port" : null),
        () => Scalar.Text("^(\\*\\.)?[A-Za-z0-9._-]+$|^\\[[0-9A-Fa-f:.]+\\]$"));

    public static ScalarShape<HashKey> Key { get; } = new(
        "header:NAME, cookie:NAME or path",
        new HashKey { Source = HashKeySource.Path },
        (text, _) => ParseKey(text),
        () => Scalar.Strict("^path$|^(header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+$"));

    /// <summary>The name of a header.</summary>
    public static ScalarShape<string> HeaderName { get; } = new(
        "the name of a header",
        "X-Placeholder",
        (text, _) => IsToken(text) ? Parsed<string>.Good(text) : Parsed<string>.Bad(),
        () => Scalar.Strict(TokenPattern));

    /// <summary>The value of a header: visible ASCII and spaces.</summary>
    public static ScalarShape<string> FieldValue { get; } = new(
        "a text that a header can carry",
        "text/plain",
        (text, _) => text.Length is > 0 and <= 1_024 && text.All(c => c is >= ' ' and <= '~') && text.Trim() == text
            ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(),
        () => Scalar.Text("^[!-~]([ -~]*[!-~])?$"));

    /// <summary>The name of a service, or * for any.</summary>
    public static ScalarShape<string> ServiceOrAny { get; } = new(
        "the name of a service, or *",
        "*",
        (text, _) => text == "*" || Texts.IsName(text) ? Parsed<string>.Good(text) : Parsed<string>.Bad(),
        () => Scalar.Text("^\\*$|" + Texts.NamePattern));

    public static bool IsToken(string text) =>
        text.Length is > 0 and <= 256 && text.All(
            c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static bool IsPath(string text, bool allowQuery) =>
        text.StartsWith('/') && text.Length <= 2_048 && text.All(c => c is > ' ' and <= '~' && c != '#' && (allowQuery || c != '?'));

    private static bool IsKeyed(string text) =>
        text.IndexOf("{key}", StringComparison.Ordinal) is var at and > 0
        && !(text[..at] + text[(at + 5)..]).AsSpan().ContainsAny('{', '}');

    private static Parsed<string> ParseRoutePath(string text)
    {
        if (!text.StartsWith('/'))
        {
            return Parsed<string>.Bad(text.Length is > 0 and < 60 ? $"write /{text}" : null);
        }

        if (!IsPath(text, allowQuery: false))
        {
            return Parsed<string>.Bad(
                text.Contains('?', StringComparison.Ordinal)
                    ? "match parameters with the key query"
                    : "percent-encode it as clients send it");
        }

        var star = text.IndexOf('*', StringComparison.Ordinal);
        return star < 0 || (star == text.Length - 1 && text[star - 1] == '/')
            ? Parsed<string>.Good(text)
            : Parsed<string>.Bad("* stands alone after the last /");
    }

    private static bool IsHost(string text)
    {
        if (text.StartsWith('['))
        {
            return text.Length <= 64
                && text.EndsWith(']')
                && text.AsSpan(1, text.Length - 2).IndexOfAnyExcept("0123456789abcdefABCDEF:.") < 0
                && System.Net.IPAddress.TryParse(text, out _);
        }

        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return name.Length is > 0 and <= 253
            && name.Split('.').All(
                label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    private static Parsed<HashKey> ParseKey(string text)
    {
        if (text == "path")
        {
            return Parsed<HashKey>.Good(new HashKey { Source = HashKeySource.Path });
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        HashKeySource? source = colon < 0 ? null : text[..colon] switch
        {
            "header" => HashKeySource.Header,
            "cookie" => HashKeySource.Cookie,
            _ => null,
        };
        return source is { } from && IsToken(text[(colon + 1)..])
            ? Parsed<HashKey>.Good(new HashKey { Source = from, Name = text[(colon + 1)..] })
            : Parsed<HashKey>.Bad(
                colon < 0 && IsToken(text) && text is not ("header" or "cookie") ? $"write header:{text} or cookie:{text}" : null);
    }
}
