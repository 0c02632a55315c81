using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>The requests that a route takes: those for which every condition holds.</summary>
public sealed record RouteMatch
{
    /// <summary>
    /// The path, case-sensitive: <c>/a/b</c> matches exactly that; <c>/a/*</c> matches every path that begins with <c>/a/</c> (and not
    /// <c>/a</c>); <c>/*</c> matches all. Default: all.
    /// </summary>
    public string Path { get; init; } = "/*";

    /// <summary>The methods; empty means any.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The host in lower case without its port: exact, or <c>*.example.com</c> for every name below it; null means any.</summary>
    public string? Host { get; init; }

    /// <summary>Headers and the exact value of each; <c>*</c> means present with any value. Names compare without case.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Query parameters and the exact value of each; <c>*</c> means present with any value.</summary>
    public ImmutableSortedDictionary<string, string> Query { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
