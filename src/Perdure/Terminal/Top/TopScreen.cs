using System.Runtime.InteropServices;
using System.Text;

namespace Perdure.Terminal.Top;

/// <summary>The terminal while it shows pictures in place: another screen than that of the shell, which comes back at the end, however that comes.</summary>
internal sealed class TopScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[0m\e[?25h\e[?1049l";

    private readonly CancellationTokenSource _quit;
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Takes the terminal.</summary>
    /// <param name="quit">Cancelled when somebody presses q, Escape or Ctrl-C, or a signal asks for the end.</param>
    public TopScreen(CancellationTokenSource quit)
    {
        _quit = quit;
        PosixSignal[] ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _signals =
        [
            .. ends.Select(signal => PosixSignalRegistration.Create(signal, End)),
            // Ctrl-Z would leave the shell with this screen and without a cursor: q is the way out.
            .. OperatingSystem.IsWindows() ? [] : (PosixSignalRegistration[])[PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context => context.Cancel = true)],
        ];
        Write(Enter);
        if (!System.Console.IsInputRedirected)
            new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>Whether this can be done: a terminal that takes more than lines.</summary>
    public static bool IsPossible => !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>Its size now, in characters.</summary>
    public static (int Width, int Height) Size => (System.Console.WindowWidth, System.Console.WindowHeight);

    /// <summary>Shows lines in place of those before, in one write, so that nothing flickers.</summary>
    public static void Show(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder("\e[H");
        for (var at = 0; at < lines.Count; at++)
            text.Append(lines[at]).Append("\e[K").Append(at == lines.Count - 1 ? "" : "\r\n");
        System.Console.Out.Write(text.Append("\e[J"));
        System.Console.Out.Flush();
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        Write(Leave);
    }

    private static void Write(string text)
    {
        System.Console.Out.Write(text);
        System.Console.Out.Flush();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _quit.Cancel();
    }

    // A thread of its own: while it waits for a key, the terminal shows none of those that are pressed.
    private void ReadKeys()
    {
        try
        {
            while (!_quit.IsCancellationRequested)
            {
                if (System.Console.ReadKey(intercept: true) is { Key: ConsoleKey.Q or ConsoleKey.Escape })
                    _quit.Cancel();
            }
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException or ObjectDisposedException)
        {
            // The terminal is gone; signals still end it.
        }
    }
}
