using System.Globalization;

namespace Perdure.Model.Shapes;

/// <summary>What tells requests and users apart, and for which part of them a flag is on.</summary>
internal static class RequestTexts
{
    private const string Header = "header:";
    private const string Cookie = "cookie:";
    private const string Address = "client-address";
    private const string TokenCharacters = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /// <summary>The key of a rate limit.</summary>
    public static ScalarShape<RateLimitKey> LimitKey { get; } = new(
        "client-address, header:NAME or route",
        RateLimitKey.ClientAddress,
        (text, _) => ParseLimitKey(text),
        () => Scalar.Strict($"^({Address}|route|{Header}{TokenCharacters})$"));

    /// <summary>What tells callers apart.</summary>
    public static ScalarShape<IdempotencyCaller> Caller { get; } = new(
        "authorization, client-address, header:NAME or none",
        IdempotencyCaller.Authorization,
        (text, _) => ParseCaller(text),
        () => Scalar.Strict($"^(authorization|{Address}|none|{Header}{TokenCharacters})$"));

    /// <summary>What tells by a header which requests belong together; its value is the header's name.</summary>
    public static ScalarShape<string> HeaderKey { get; } = new(
        "header:NAME",
        "X-Placeholder",
        (text, _) => NameAfter(Header, text) is { } name ? Parsed<string>.Good(name) : Parsed<string>.Bad(Hint(text, [])),
        () => Scalar.Strict($"^{Header}{TokenCharacters}$"));

    /// <summary>What a user is told by; a key of the source path stands for the client's address.</summary>
    public static ScalarShape<HashKey> UserKey { get; } = new(
        "client-address, header:NAME or cookie:NAME",
        new HashKey { Source = HashKeySource.Path },
        (text, _) => ParseUserKey(text),
        () => Scalar.Strict($"^({Address}|({Header}|{Cookie}){TokenCharacters})$"));

    /// <summary>on, off or a whole percentage; its value is in percent.</summary>
    public static ScalarShape<int> FlagSetting { get; } = new(
        "on, off or a whole percentage such as 25%",
        100,
        (text, _) => ParseSetting(text),
        () => Scalar.Text("^(on|off|[0-9]{1,3}%)$"));

    private static Parsed<RateLimitKey> ParseLimitKey(string text) => text switch
    {
        Address => Parsed<RateLimitKey>.Good(RateLimitKey.ClientAddress),
        "route" => Parsed<RateLimitKey>.Good(new RateLimitKey { Source = RateLimitKeySource.Route }),
        _ when NameAfter(Header, text) is { } name => Parsed<RateLimitKey>.Good(
            new RateLimitKey { Source = RateLimitKeySource.Header, Header = name }),
        _ => Parsed<RateLimitKey>.Bad(Hint(text, [Address, "route"])),
    };

    private static Parsed<IdempotencyCaller> ParseCaller(string text) => text switch
    {
        "authorization" => Parsed<IdempotencyCaller>.Good(IdempotencyCaller.Authorization),
        Address => Parsed<IdempotencyCaller>.Good(new IdempotencyCaller { Source = IdempotencyCallerSource.ClientAddress }),
        "none" => Parsed<IdempotencyCaller>.Good(new IdempotencyCaller { Source = IdempotencyCallerSource.None }),
        _ when NameAfter(Header, text) is { } name => Parsed<IdempotencyCaller>.Good(
            new IdempotencyCaller { Source = IdempotencyCallerSource.Header, Header = name }),
        _ => Parsed<IdempotencyCaller>.Bad(Hint(text, ["authorization", Address, "none"])),
    };

    private static Parsed<HashKey> ParseUserKey(string text)
    {
        if (text == Address)
        {
            return Parsed<HashKey>.Good(new HashKey { Source = HashKeySource.Path });
        }

        var (source, name) = NameAfter(Header, text) is { } header ? (HashKeySource.Header, header) : (HashKeySource.Cookie, NameAfter(Cookie, text));
        return name is null
            ? Parsed<HashKey>.Bad(Hint(text, [Address]))
            : Parsed<HashKey>.Good(new HashKey { Source = source, Name = name });
    }

    private static Parsed<int> ParseSetting(string text) => text switch
    {
        "on" => Parsed<int>.Good(100),
        "off" => Parsed<int>.Good(0),
        "true" or "yes" => Parsed<int>.Bad("write on"),
        "false" or "no" => Parsed<int>.Bad("write off"),
        [.. { Length: <= 3 and > 0 } digits, '%'] when digits.All(char.IsAsciiDigit) && Whole(digits) <= 100 => Parsed<int>.Good(Whole(digits)),
        { Length: <= 3 and > 0 } when text.All(char.IsAsciiDigit) && Whole(text) <= 100 => Parsed<int>.Bad($"write {text}%"),
        _ => Parsed<int>.Bad(),
    };

    private static int Whole(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string? NameAfter(string start, string text) =>
        text.StartsWith(start, StringComparison.Ordinal) && HttpTexts.IsToken(text[start.Length..]) ? text[start.Length..] : null;

    private static string? Hint(string text, string[] words) =>
        Reading.NearestName.Hint(text, words)
        ?? (HttpTexts.IsToken(text) && !text.Contains(':', StringComparison.Ordinal) ? $"write header:{text}" : null);
}
