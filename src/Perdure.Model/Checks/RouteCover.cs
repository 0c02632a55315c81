namespace Perdure.Model.Checks;

/// <summary>Whether one match takes every request that another does.</summary>
internal static class RouteCover
{
    public static bool TakesAll(RouteMatch match) =>
        match.Path == "/*" && match.Methods.IsEmpty && match.Host is null && match.Headers.IsEmpty && match.Query.IsEmpty;

    public static bool Covers(RouteMatch wide, RouteMatch narrow) =>
        CoversPath(wide.Path, narrow.Path)
        && (wide.Methods.IsEmpty || (!narrow.Methods.IsEmpty && narrow.Methods.All(wide.Methods.Contains)))
        && CoversHost(wide.Host, narrow.Host)
        && CoversPairs(wide.Headers, narrow.Headers)
        && CoversPairs(wide.Query, narrow.Query);

    private static bool CoversPath(string wide, string narrow) =>
        wide.EndsWith('*')
            ? narrow.StartsWith(wide[..^1], StringComparison.Ordinal) && (narrow.Length > wide.Length - 1)
            : wide == narrow;

    private static bool CoversHost(string? wide, string? narrow) =>
        wide is null || wide == narrow || (
            wide.StartsWith('*') && narrow is not null && narrow.EndsWith(wide[1..], StringComparison.Ordinal));

    private static bool CoversPairs(IReadOnlyDictionary<string, string> wide, IReadOnlyDictionary<string, string> narrow) =>
        wide.All(w => narrow.TryGetValue(w.Key, out var value) && (w.Value == "*" || w.Value == value));
}
