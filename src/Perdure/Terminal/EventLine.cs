using System.Globalization;
using Perdure.Telemetry.Events;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The lines of <c>perdure events</c>.</summary>
internal static class EventLine
{
    /// <summary>Writes one.</summary>
    public static void Write(IAnsiConsole screen, JournalEvent happened)
    {
        var colour = happened.Level switch { "error" => StateStyle.Bad, "warn" => StateStyle.Fair, _ => "default" };
        var time = happened.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        screen.MarkupLine($"{time} [{colour}]{Markup.Escape(happened.Level),-5}[/] {Markup.Escape(happened.Name)}  {Markup.Escape(PlainText.Line(happened.Text))}");
    }
}
