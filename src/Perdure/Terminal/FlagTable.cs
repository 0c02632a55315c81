using System.Globalization;
using Perdure.Console.Flags;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The page of <c>perdure flags list</c>.</summary>
internal static class FlagTable
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole screen, IReadOnlyList<FlagStatus> flags, DateTimeOffset now)
    {
        if (flags.Count == 0)
        {
            screen.WriteLine("no flags; a new one goes under flags in the system file");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["flag", "is", "default", "set", "what it is for"])
            table.AddColumn(new TableColumn(column).NoWrap().Padding(0, 2));
        foreach (var flag in flags)
        {
            var colour = flag.Percent switch { 0 => StateStyle.Bad, 100 => StateStyle.Good, _ => StateStyle.Fair };
            table.AddRow(
                Markup.Escape(flag.Name),
                $"[{colour}]{Setting(flag.Percent)}[/]",
                flag.DefaultPercent is { } percent ? Setting(percent) : "not declared",
                Markup.Escape(SetBy(flag, now)),
                Markup.Escape(flag.Description ?? ""));
        }

        screen.Write(table);
    }

    // What an operator set counts; what the condition would have is told beside it.
    private static string SetBy(FlagStatus flag, DateTimeOffset now)
    {
        var by = flag.Set ? $"by {flag.By}, {ShortText.Span(now - (flag.At ?? now))} ago" : "";
        if (flag.Automatic is not { Off: true } automatic)
            return by;
        return flag.Set
            ? $"{by}; its condition would have it off: {automatic.Why}"
            : $"automatic, {ShortText.Span(now - (automatic.Since ?? now))} ago: {automatic.Why}";
    }

    /// <summary>Such as <c>on</c>, <c>off</c> or <c>25%</c>.</summary>
    public static string Setting(int percent) => percent switch
    {
        0 => "off",
        100 => "on",
        _ => percent.ToString(CultureInfo.InvariantCulture) + "%",
    };
}
