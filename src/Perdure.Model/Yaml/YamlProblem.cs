namespace Perdure.Model.Yaml;

/// <summary>Says in an operator's words what the YAML parser says in a parser's.</summary>
internal static class YamlProblem
{
    private static readonly (string Part, string Message, string? Hint)[] Known =
    [
        ("could not find expected ':'", "expected a key followed by a colon", "write `key: value`, with a space after the colon"),
        (
            "mapping values are not allowed",
            "a colon stands where no key can be",
            "check the indentation of this line and of the one before, and put quotes around a text with \": \" in it"),
        (
            "found invalid mapping",
            "a colon stands where no key can be",
            "check the indentation of this line and of the one before, and put quotes around a text with \": \" in it"),
        (
            "block mapping, did not find expected key",
            "this line does not line up with the keys above it",
            "indent the keys of a mapping alike, with spaces"),
        (
            "block collection, did not find expected '-'",
            "this line does not line up with the list above it",
            "indent the items of a list alike, each with `- `"),
        (
            "block sequence entries are not allowed",
            "a list item stands where none can be",
            "start the list on a line of its own, below its key"),
        ("cannot start any token", "a value can't begin with this character", "put quotes around the value"),
        ("did not find expected node content", "a value is missing, or begins with a character that needs quotes", null),
        ("unexpected end of stream", "a quote is not closed", "add the closing quote"),
        ("unknown escape character", "an unknown escape (\\) in double quotes", "use single quotes, or write \\\\ for a backslash"),
        ("expected <document start>", "something follows the end of the document", "check the indentation of this line"),
        ("deeper than", "nested too deeply", null),
        ("anchor", "anchors are not used in system files", "write the value out"),
    ];

    /// <summary>
    /// What to say about the parser's <paramref name="problem"/> at <paramref name="place"/>, and where; <paramref name="bracket"/> is the
    /// { or [ that is open there.
    /// </summary>
    public static (Mark Place, string Message, string? Hint) Explain(string problem, LineIndex lines, Mark place, Mark? bracket)
    {
        if (FindTab(lines, place, problem.Contains("tab", StringComparison.OrdinalIgnoreCase)) is { } tab)
        {
            return (tab, "this line is indented with a tab, which YAML does not allow", "indent with spaces");
        }

        var line = lines.Line(place.Line);
        if (LooksLikeIpV6(line))
        {
            return (place, "a [ begins a list, which can't be followed by a colon", "put quotes around an IPv6 address: \"[::1]:8080\"");
        }

        if (bracket is not null && line[..Math.Min(place.Column, line.Length)].EndsWith("${"))
        {
            var dollar = place with { Column = place.Column - 1 };
            return (dollar, "between { } and [ ], a value with ${NAME} needs quotes", "write \"${NAME}\"");
        }

        if (bracket is { } open && (problem.Length == 0 || problem.Contains("flow", StringComparison.Ordinal)))
        {
            var character = lines.Line(open.Line)[open.Column - 1];
            return (open, $"this {character} is not closed, or a comma is missing after it", "write { key: value, key: value } or [a, b]");
        }

        foreach (var (part, message, hint) in Known)
        {
            if (problem.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return (place, message, hint);
            }
        }

        return problem.Length == 0
            ? (place, "not valid YAML after this place", null)
            : (place, $"not valid YAML: {char.ToLowerInvariant(problem[0])}{problem[1..].TrimEnd('.')}", null);
    }

    /// <summary>
    /// The parser complains about a tab at the token after it, at the start of the mapping around it, or not about a tab at all; so the
    /// line before the complaint counts too, and all lines when it says that there is a tab.
    /// </summary>
    private static Mark? FindTab(LineIndex lines, Mark place, bool anywhere)
    {
        var last = anywhere ? lines.Count : place.Line;
        for (var line = Math.Max(1, place.Line - 1); line <= last; line++)
        {
            var text = lines.Line(line);
            var blank = text.IndexOfAnyExcept(' ', '\t');
            if (text[..Math.Max(blank, 0)].IndexOf('\t') is >= 0 and var at)
            {
                return new Mark(line, at + 1);
            }
        }

        return null;
    }

    private static bool LooksLikeIpV6(ReadOnlySpan<char> line)
    {
        var (open, close) = (line.IndexOf(": ["), line.IndexOf("]:"));
        return open >= 0 && close >= open + 3 && line[(open + 3)..close] is var inner
            && inner.Contains(':') && inner.IndexOfAnyExcept("0123456789abcdefABCDEF:.") < 0;
    }
}
