using System.Globalization;
using System.Text;

namespace Perdure.Console.Configuration;

/// <summary>
/// The difference of two texts line by line, in the unified form that <c>diff -u</c> made familiar: the shortest edit script by Myers'
/// algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986), with three lines of context.
/// </summary>
public static class LineDiff
{
    private const int ContextLines = 3;

    // Beyond so many changed lines the middle is shown as replaced as a whole: the search takes memory with the square of it.
    private const int EditsMax = 1_000;

    private enum Side : byte
    {
        Both,
        Old,
        New,
    }

    /// <summary>What changes from one text to the other; empty when nothing does. Line ends and one at the end of the text do not count.</summary>
    /// <param name="before">The text before.</param>
    /// <param name="after">The text after.</param>
    /// <param name="beforeName">What the text before is called in the first line.</param>
    /// <param name="afterName">What the text after is called in the second line.</param>
    public static string Unified(string before, string after, string beforeName, string afterName)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (from, to) = (Lines(before), Lines(after));
        var script = Script(from, to);
        if (script.TrueForAll(line => line.Side == Side.Both))
            return "";
        var text = new StringBuilder();
        text.Append("--- ").Append(beforeName).Append('\n').Append("+++ ").Append(afterName).Append('\n');
        foreach (var (first, last) in Hunks(script))
            WriteHunk(text, script, first, last);
        return text.ToString();
    }

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static List<Line> Script(string[] before, string[] after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
            start++;
        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        var script = new List<Line>(before.Length + after.Length);
        script.AddRange(before.Take(start).Select(line => new Line(Side.Both, line)));
        script.AddRange(Middle(before[start..^end], after[start..^end]));
        script.AddRange(before.TakeLast(end).Select(line => new Line(Side.Both, line)));
        return script;
    }

    private static IEnumerable<Line> Middle(string[] before, string[] after)
    {
        if (before.Length == 0 || after.Length == 0 || Trace(before, after) is not { } trace)
            return [.. before.Select(line => new Line(Side.Old, line)), .. after.Select(line => new Line(Side.New, line))];

        // Backwards along the furthest paths, from the end to the beginning.
        var script = new List<Line>(before.Length + after.Length);
        var (x, y) = (before.Length, after.Length);
        for (var edits = trace.Count; edits > 0; edits--)
        {
            var furthest = trace[edits - 1];
            var down = IsDown(furthest, edits, x - y);
            var fromX = furthest[Index(x - y + (down ? 1 : -1), furthest.Length)];
            var fromY = fromX - (x - y + (down ? 1 : -1));
            for (; x > fromX && y > fromY; x--, y--)
                script.Add(new Line(Side.Both, before[x - 1]));
            script.Add(down ? new Line(Side.New, after[y - 1]) : new Line(Side.Old, before[x - 1]));
            (x, y) = (fromX, fromY);
        }

        for (; x > 0 && y > 0; x--, y--)
            script.Add(new Line(Side.Both, before[x - 1]));
        script.Reverse();
        return script;
    }

    // For each number of edits, how far each diagonal had come before it; null when it takes more than are looked for.
    private static List<int[]>? Trace(string[] before, string[] after)
    {
        var limit = Math.Min(before.Length + after.Length, EditsMax);
        var furthest = new int[(2 * limit) + 3];
        var trace = new List<int[]>();
        for (var edits = 0; edits <= limit; edits++)
        {
            if (edits > 0)
                trace.Add([.. furthest]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = edits == 0 ? 0 : IsDown(furthest, edits, diagonal)
                    ? furthest[Index(diagonal + 1, furthest.Length)]
                    : furthest[Index(diagonal - 1, furthest.Length)] + 1;
                while (x < before.Length && x - diagonal < after.Length && before[x] == after[x - diagonal])
                    x++;
                furthest[Index(diagonal, furthest.Length)] = x;
                if (x >= before.Length && x - diagonal >= after.Length)
                    return trace;
            }
        }

        return null;
    }

    private static bool IsDown(int[] furthest, int edits, int diagonal) =>
        diagonal == -edits ||
        (diagonal != edits && furthest[Index(diagonal - 1, furthest.Length)] < furthest[Index(diagonal + 1, furthest.Length)]);

    private static int Index(int diagonal, int length) => diagonal + (length / 2);

    private static IEnumerable<(int First, int Last)> Hunks(List<Line> script)
    {
        var (first, last) = (-1, -1);
        for (var i = 0; i < script.Count; i++)
        {
            if (script[i].Side == Side.Both)
                continue;
            if (first >= 0 && i - last > 2 * ContextLines)
            {
                yield return (first, last);
                first = -1;
            }

            first = first < 0 ? i : first;
            last = i;
        }

        if (first >= 0)
            yield return (first, last);
    }

    private static void WriteHunk(StringBuilder text, List<Line> script, int firstChange, int lastChange)
    {
        var first = Math.Max(0, firstChange - ContextLines);
        var lines = script[first..(Math.Min(script.Count - 1, lastChange + ContextLines) + 1)];
        text.Append("@@ -").Append(Place(Side.New)).Append(" +").Append(Place(Side.Old)).Append(" @@\n");
        foreach (var line in lines)
            text.Append(line.Side switch { Side.Old => '-', Side.New => '+', _ => ' ' }).Append(line.Text).Append('\n');

        // Line number and count on one side: all lines but those of the other alone. A side without lines names the line before it.
        string Place(Side other)
        {
            var count = lines.Count(line => line.Side != other);
            var number = script.Take(first).Count(line => line.Side != other) + (count == 0 ? 0 : 1);
            return string.Create(CultureInfo.InvariantCulture, $"{number},{count}");
        }
    }

    private readonly record struct Line(Side Side, string Text);
}
