using Perdure.Console.Alerts;
using Perdure.Telemetry.Runbooks;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The page of <c>perdure runbook show</c>.</summary>
internal static class RunbookPage
{
    /// <summary>Writes it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="runbook">The runbook.</param>
    /// <param name="alert">The alert that it is read for: its labels take the places of placeholders; null for none.</param>
    public static void Write(IAnsiConsole screen, Runbook runbook, AlertStatus? alert)
    {
        screen.WriteLine($"# {PlainText.Line(runbook.Title)}");
        if (alert is not null)
            screen.WriteLine($"{alert.Name} {alert.State} since {alert.ActiveAt:u}{(alert.Value is { } value ? $"; it is {value}" : "")}");
        foreach (var section in runbook.Sections)
        {
            screen.WriteLine();
            if (section.Heading.Length > 0)
                screen.WriteLine($"## {PlainText.Line(section.Heading)}");
            screen.WriteLine(Filled(PlainText.Lines(section.Markdown), alert));
        }
    }

    /// <summary>With the names of an alert in the places that it has names for.</summary>
    internal static string Filled(string text, AlertStatus? alert)
    {
        foreach (var placeholder in StepCommand.Placeholders)
        {
#pragma warning disable CA1308 // Labels are written so.
            if (alert?.Labels.GetValueOrDefault(placeholder.ToLowerInvariant()) is { } name)
#pragma warning restore CA1308
                text = text.Replace(placeholder, PlainText.Line(name), StringComparison.Ordinal);
        }

        return text;
    }
}
