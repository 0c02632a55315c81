using Spectre.Console;

namespace Perdure.Demo.View;

/// <summary>Shows a session while it runs: a live table on a terminal, a line for each finished phase elsewhere.</summary>
internal sealed class DemoView(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows <paramref name="session"/> until <paramref name="run"/> has ended.</summary>
    /// <exception cref="Exception">What <paramref name="run"/> throws.</exception>
    public Task ShowAsync(DemoSession session, Task run) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi ? ShowLiveAsync(session, run) : ShowLinesAsync(session, run);

    private async Task ShowLiveAsync(DemoSession session, Task run)
    {
        await console.Live(DemoTables.Phases([])).AutoClear(true).StartAsync(async live =>
        {
            while (!run.IsCompleted)
            {
                live.UpdateTarget(new Rows(DemoTables.Phases(session.Rows), DemoTables.Instances(session.Instances)));
                await Task.WhenAny(run, Task.Delay(Refresh, time));
            }
        });
        await run;
    }

    private async Task ShowLinesAsync(DemoSession session, Task run)
    {
        var shown = 0;
        while (true)
        {
            var ended = run.IsCompleted;
            var rows = session.Rows;
            // A phase is told once another one runs and its last answer has come.
            for (; shown < rows.Count && (ended || (shown + 1 < rows.Count && rows[shown].Outstanding == 0)); shown++)
                Say(DemoTables.Line(rows[shown]));
            if (ended) break;
            await Task.WhenAny(run, Task.Delay(Refresh, time));
        }
        await run;
    }

    /// <summary>Past Spectre's wrapping: a line stays one line for whoever reads the output with a program.</summary>
    private void Say(string line) => console.Profile.Out.Writer.WriteLine(line);
}
