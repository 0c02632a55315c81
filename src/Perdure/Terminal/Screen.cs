using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>Where people look: a console that knows about colours, widths and pipes.</summary>
internal static class Screen
{
    // Wide enough that no row of a table and no event wraps in a file or a pipe.
    private const int WidthOfPipe = 4_000;

    /// <summary>
    /// A console over a writer. Colours only on a terminal, never with <c>NO_COLOR</c>; as wide as the terminal, or as needed in a pipe.
    /// </summary>
    public static IAnsiConsole Create(TextWriter output)
    {
        var plain = System.Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (System.Console.IsOutputRedirected)
            console.Profile.Width = WidthOfPipe;
        return console;
    }
}
