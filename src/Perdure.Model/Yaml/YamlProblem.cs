namespace Perdure.Model.Yaml;

/// <summary>Says in an operator's words what the YAML parser says in a parser's.</summary>
internal static class YamlProblem
{
    private static readonly (string Part, string Message, string? Hint)[] Known =
    [
        ("could not find expected ':'", "expected a key followed by a colon", "write `key: value`, with a space after the colon"),
        ("mapping values are not allowed", "a colon stands where no key can be", "check the indentation of this line and of the one before, and put quotes around a text with \": \" in it"),
        ("found invalid mapping", "a colon stands where no key can be", "check the indentation of this line and of the one before, and put quotes around a text with \": \" in it"),
        ("block mapping, did not find expected key", "this line does not line up with the keys above it", "indent the keys of a mapping alike, with spaces"),
        ("block collection, did not find expected '-'", "this line does not line up with the list above it", "indent the items of a list alike, each with `- `"),
        ("block sequence entries are not allowed", "a list item stands where none can be", "start the list on a line of its own, below its key"),
        ("flow mapping,", "a { is not closed, or a comma is missing", "write `{ key: value, key: value }`"),
        ("flow sequence,", "a [ is not closed, or a comma is missing", "write `[a, b]`; an IPv6 address needs quotes: \"[::1]:8080\""),
        ("cannot start any token", "a value can't begin with this character", "put quotes around the value"),
        ("did not find expected node content", "a value is missing, or begins with a character that needs quotes", null),
        ("unexpected end of stream", "a quote is not closed", "add the closing quote"),
        ("unknown escape character", "an unknown escape (\\) in double quotes", "use single quotes, or write \\\\ for a backslash"),
        ("expected <document start>", "something follows the end of the document", "check the indentation of this line"),
        ("deeper than", "nested too deeply", null),
        ("anchor", "anchors are not used in system files", "write the value out"),
    ];

    public static (string Message, string? Hint) Explain(string problem, LineIndex lines, Mark place)
    {
        // The parser complains about a tab at the token after it, or on the line after it.
        for (var line = Math.Max(1, place.Line - 1); line <= place.Line; line++)
        {
            var text = lines.Line(line);
            var blank = text.IndexOfAnyExcept(' ', '\t');
            if (text[..(blank < 0 ? text.Length : blank)].Contains('\t'))
            {
                return ($"line {line} is indented with a tab, which YAML does not allow", "indent with spaces");
            }
        }

        foreach (var (part, message, hint) in Known)
        {
            if (problem.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return (message, hint);
            }
        }

        return ($"not valid YAML: {char.ToLowerInvariant(problem[0])}{problem[1..].TrimEnd('.')}", null);
    }
}
