using System.Text;

namespace Perdure.Telemetry.Runbooks;

/// <summary>
/// Reads a runbook: a title (<c># …</c>), sections (<c>## …</c>) and numbered steps (<c>1. `command`: text</c>). Every text is a runbook, if perhaps one
/// without steps. Pure.
/// </summary>
public static class RunbookParser
{
    /// <summary>How many characters are read of one.</summary>
    public const int LengthMax = 256 * 1024;

    private const int StepsMax = 200;
    private const int SectionsMax = 200;
    private const int TitleMax = 200;

    /// <summary>Reads one.</summary>
    /// <param name="name">Its name, and its title when it has none.</param>
    /// <param name="text">Its text; what is beyond <see cref="LengthMax"/> is not read.</param>
    public static Runbook Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (title, heading, body) = ((string?)null, "", new StringBuilder());
        var (sections, steps) = (new List<RunbookSection>(), new List<RunbookStep>());
        string? fence = null;
        var inStep = false;
        foreach (var line in Lines(text))
        {
            var plain = fence is null;
            fence = Fence(line, fence);
            if (plain && fence is null && title is null && HeadingOf(line, 1) is { } first)
            {
                title = first;
                continue;
            }

            if (plain && fence is null && HeadingOf(line, 2) is { } next && sections.Count < SectionsMax)
            {
                Add(sections, heading, body);
                (heading, inStep) = (next, false);
                continue;
            }

            body.Append(line).Append('\n');
            if (!plain || fence is not null)
                inStep = false;
            else if (StepText(line) is { } step)
                inStep = Add(steps, step);
            else if (inStep && line.StartsWith("   ", StringComparison.Ordinal) && line.AsSpan().Trim().Length > 0)
                steps[^1] = steps[^1] with { Text = $"{steps[^1].Text} {line.Trim()}".Trim() };
            else
                inStep = false;
        }

        Add(sections, heading, body);
        return new Runbook(name, title is { Length: > 0 } ? title[..Math.Min(title.Length, TitleMax)] : name, sections, steps);
    }

    private static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text[..Math.Min(text.Length, LengthMax)].Split('\n'))
            yield return line.TrimEnd('\r');
    }

    private static string? Fence(string line, string? fence)
    {
        var trimmed = line.AsSpan().TrimStart();
        if (fence is not null)
            return trimmed.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
        return trimmed.StartsWith("```", StringComparison.Ordinal) ? "```" : trimmed.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;
    }

    private static string? HeadingOf(string line, int level) =>
        line.Length > level && line.AsSpan(0, level).IndexOfAnyExcept('#') < 0 && line[level] == ' ' ? line[(level + 1)..].TrimEnd('#', ' ').Trim() : null;

    // The text after "12. ", at the beginning of a line.
    private static string? StepText(string line)
    {
        var digits = 0;
        while (digits < line.Length && digits < 4 && char.IsAsciiDigit(line[digits]))
            digits++;
        return digits is > 0 and < 4 && line.Length > digits + 1 && line[digits] == '.' && line[digits + 1] == ' ' ? line[(digits + 2)..].Trim() : null;
    }

    private static bool Add(List<RunbookStep> steps, string text)
    {
        if (steps.Count >= StepsMax)
            return false;
        var (command, rest) = CommandOf(text);
        var known = StepCommand.Parse(command);
        steps.Add(new RunbookStep { Number = steps.Count + 1, Command = command, Text = rest, Runnable = known is not null, Needs = known is null ? [] : known.Needs });
        return true;
    }

    // `command`: text. Anything else in backticks is a word of the text.
    private static (string? Command, string Text) CommandOf(string text)
    {
        if (text.Length < 3 || text[0] != '`' || text[1] == '`')
            return (null, text);
        var end = text.IndexOf('`', 1);
        if (end < 2 || (end + 1 < text.Length && text[end + 1] != ':'))
            return (null, text);
        return (text[1..end].Trim(), end + 2 < text.Length ? text[(end + 2)..].Trim() : "");
    }

    private static void Add(List<RunbookSection> sections, string heading, StringBuilder body)
    {
        var markdown = body.ToString().Trim('\n');
        body.Clear();
        if (heading.Length > 0 || markdown.Length > 0)
            sections.Add(new RunbookSection(heading, markdown));
    }
}
