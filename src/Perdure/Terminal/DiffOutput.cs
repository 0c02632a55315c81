using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>Writes a unified diff: what goes in red, what comes in green, on a terminal.</summary>
internal static class DiffOutput
{
    /// <summary>Writes it; nothing for an empty one.</summary>
    public static void Write(IAnsiConsole screen, string diff)
    {
        foreach (var line in diff.Split('\n')[..^1])
            screen.Write(new Text(line + "\n", StyleOf(line)));
    }

    private static Style StyleOf(string line) => line switch
    {
        ['-', '-', '-', ' ', ..] or ['+', '+', '+', ' ', ..] => new Style(decoration: Decoration.Bold),
        ['-', ..] => new Style(Color.Red),
        ['+', ..] => new Style(Color.Green),
        ['@', ..] => new Style(Color.Teal),
        _ => Style.Plain,
    };
}
