using System.Text;

namespace Perdure.Model.Reading;

/// <summary>
/// Puts environment variables into a scalar: <c>${NAME}</c> becomes the value, <c>$${</c> a literal <c>${</c>. This happens after YAML was
/// parsed, so a value is always data and can't add keys.
/// </summary>
internal sealed record EnvironmentText
{
    /// <summary>Longer than any sensible value, short enough that no file can be blown up by its environment.</summary>
    internal const int MaxLength = 65_536;

    /// <summary>The text with the values in it.</summary>
    public required string Text { get; init; }

    /// <summary>The variables used, as written in the file.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Those of them that are not set.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>What is wrong with the way it is written; null when nothing is.</summary>
    public string? Problem { get; init; }

    public static EnvironmentText Expand(string text, Func<string, string?> read)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return new EnvironmentText { Text = text, Names = [], Missing = [] };
        }

        var result = new StringBuilder();
        List<string> names = [];
        List<string> missing = [];
        string? problem = null;
        for (var i = 0; i < text.Length && problem is null; i++)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                result.Append("${");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                var end = text.IndexOf('}', i);
                var name = end < 0 ? "" : text[(i + 2)..end];
                if (!IsName(name))
                {
                    problem = end < 0 ? "a ${ without its }" : $"{Quoted.Text("${" + name + "}")}, which names no environment variable";
                    break;
                }

                var value = read(name);
                names.Add(name);
                if (value is null && !missing.Contains(name))
                {
                    missing.Add(name);
                }

                result.Append(value);
                i = end;
            }
            else
            {
                result.Append(text[i]);
            }

            problem = result.Length > MaxLength ? $"more than {MaxLength} characters once its variables are put in" : null;
        }

        return new EnvironmentText { Text = result.ToString(), Names = names, Missing = missing, Problem = problem };
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
