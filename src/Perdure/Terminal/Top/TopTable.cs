namespace Perdure.Terminal.Top;

/// <summary>Rows as lines of exactly the width of a screen, as many as it has room for. Pure.</summary>
internal static class TopTable
{
    /// <summary>Writes them.</summary>
    /// <param name="columns">The columns; cells of a row are in their order.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="lines">How many lines there may be, the header included; at least two.</param>
    /// <param name="what">What a row is, for the line that says how many are not shown.</param>
    /// <param name="colours">Whether there are colours.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<TopColumn> columns, IReadOnlyList<TopRow> rows, int width, int lines, string what, bool colours)
    {
        var shown = rows.Count < lines ? rows.Count : Math.Max(0, lines - 2);
        var widths = Widths(columns, rows.Take(shown), width);
        yield return TopText.Styled(TopText.Fit(string.Join(' ', columns.Select((column, at) => Cell(column.Name, column, widths[at])).Where(cell => cell.Length > 0)), width), TopText.Bold, colours);
        foreach (var row in rows.Take(shown))
            yield return Line(columns, row, widths, width, colours);
        if (shown < rows.Count)
        {
            var troubled = rows.Skip(shown).Count(row => row.Trouble > 0);
            yield return TopText.Fit($"… {rows.Count - shown} more {what}{(troubled == 0 ? ", all well" : $", {troubled} of them not well")}", width);
        }
    }

    private static string Line(IReadOnlyList<TopColumn> columns, TopRow row, int[] widths, int width, bool colours)
    {
        var (line, used) = ("", 0);
        for (var at = 0; at < columns.Count; at++)
        {
            if (widths[at] == 0)
                continue;
            var gap = used == 0 ? 0 : 1;
            var room = Math.Min(widths[at], width - used - gap);
            if (room <= 0)
                break;
            line += new string(' ', gap) + TopText.Styled(Cell(row.Cells[at].Text, columns[at], room), row.Cells[at].Colour, colours);
            used += gap + room;
        }

        return line + new string(' ', Math.Max(0, width - used));
    }

    private static string Cell(string text, TopColumn column, int width) =>
        width == 0 ? "" : column.IsNumber ? TopText.Cut(text, width).PadLeft(width) : TopText.Fit(text, width);

    // As wide as what is in them, within their bounds; the last one has what is left.
    private static int[] Widths(IReadOnlyList<TopColumn> columns, IEnumerable<TopRow> rows, int width)
    {
        var all = rows.ToList();
        int[] widths =
        [
            .. columns.Select((column, at) => column.ScreenMin > width || (column.ScreenMin > 0 && all.All(row => row.Cells[at].Text == "-")) ? 0
                : Math.Clamp(Math.Max(column.Name.Length, all.Select(row => row.Cells[at].Text.Length).DefaultIfEmpty().Max()), column.Least, column.Most)),
        ];
        // A name gives way before a number does.
        var over = widths.Where(one => one > 0).Sum(one => one + 1) - 1 - width;
        if (columns[^1].IsNumber && over > 0)
            widths[0] = Math.Max(columns[0].Least, widths[0] - over);
        else if (!columns[^1].IsNumber)
            Give(columns, widths, over);
        return widths;
    }

    private static void Give(IReadOnlyList<TopColumn> columns, int[] widths, int over)
    {
        var last = widths.Length - 1;
        var given = Math.Clamp(over, 0, widths[last] - columns[last].Least);
        (widths[last], over) = (widths[last] - given, over - given);
        if (over > 0)
            widths[0] = Math.Max(columns[0].Least, widths[0] - over);
    }
}
