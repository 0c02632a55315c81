using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>match</c> of a route.</summary>
internal static class RouteMatchShape
{
    private static readonly Key<string> PathKey = new(
        "path",
        HttpTexts.RoutePath,
        "/a/b matches exactly that; /a/* matches every path that begins with /a/ (and not /a); /* matches all. Case counts.")
    {
        Default = "/*",
    };

    private static readonly Key<ImmutableArray<string>> Methods = new(
        "methods", new ListShape<string>("a list of at least one method", HttpTexts.Method, 1, 50) { IsUnique = true }, "The methods.")
    {
        DefaultInWords = "any",
    };

    private static readonly Key<string> Host = new("host", HttpTexts.Host, "The host that the client asked for, without its port.")
    {
        DefaultInWords = "any",
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Headers = new(
        "headers",
        new NamedShape<string>(
            "a mapping of at least one header",
            "the name of a header",
            HttpTexts.TokenPattern,
            HttpTexts.IsToken,
            Texts.Any,
            1,
            50) { NameComparer = StringComparer.OrdinalIgnoreCase },
        "Headers and the exact value of each; \"*\" is any value.")
    {
        DefaultInWords = "any",
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Query = new(
        "query",
        new NamedShape<string>(
            "a mapping of at least one parameter",
            "the name of a parameter",
            "^.+$",
            name => name.Length is > 0 and <= 256,
            Texts.Any,
            1,
            50),
        "Query parameters and the exact value of each; \"*\" is any value.")
    {
        DefaultInWords = "any",
    };

    public static MappingShape<RouteMatch> Shape { get; } = new([PathKey, Methods, Host, Headers, Query], v => new RouteMatch
    {
        Path = v.Get(PathKey),
        Methods = v.Get(Methods),
        Host = v.Find(Host),
        Headers = v.Get(Headers).ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
        Query = v.Get(Query).ToImmutableSortedDictionary(StringComparer.Ordinal),
    });
}
