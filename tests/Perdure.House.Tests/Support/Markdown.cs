using System.Text.RegularExpressions;

namespace Perdure.House.Tests.Support;

/// <summary>As much of Markdown as the checks of the documents need.</summary>
internal static partial class Markdown
{
    /// <summary>The text without fenced blocks.</summary>
    public static string Prose(string text) => Fence().Replace(text, "");

    /// <summary>The fenced blocks of one language.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        Fence().Matches(text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["body"].Value);

    /// <summary>What stands between single backticks, outside of fenced blocks.</summary>
    public static IEnumerable<string> Code(string text) => Span().Matches(Prose(text)).Select(match => match.Groups[1].Value);

    /// <summary>The targets of all links.</summary>
    public static IEnumerable<string> Links(string text) => Link().Matches(Span().Replace(Prose(text), "")).Select(match => match.Groups[1].Value);

    /// <summary>The anchors that the headings of a document make.</summary>
    public static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in Heading().Matches(Prose(text)))
        {
            var anchor = NoAnchor().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            var unique = anchor;
            for (var again = 1; !anchors.Add(unique); again++)
                unique = $"{anchor}-{again}";
        }

        return anchors;
    }

    /// <summary>The part of a document under a heading, up to the next one of its level.</summary>
    public static string Section(string text, string heading)
    {
        var from = text.IndexOf("\n## " + heading, StringComparison.Ordinal);
        Assert.True(from >= 0, $"there is no section \"{heading}\"");
        var to = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return to < 0 ? text[from..] : text[from..to];
    }

    [GeneratedRegex(@"^ *```(?<language>[a-z]*)[^\n]*\n(?<body>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
