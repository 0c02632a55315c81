using System.Diagnostics;
using System.Globalization;

namespace Perdure.Gauntlet.Hosts;

/// <summary>
/// A process that can't outlive this one. A small shell starts it, tells its id and holds the pipe to us: when the pipe closes,
/// because we asked for it or because we were killed, the shell ends the process and itself.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    /// <summary>$1 is the file for its output, $2 the milliseconds between asking and killing, the rest the command.</summary>
    private const string Guard = """
        out=$1; grace=$2; shift 2
        "$@" >"$out" 2>&1 </dev/null &
        pid=$!
        echo "$pid"
        trap '' INT TERM HUP
        while read -r _; do :; done
        kill -TERM "$pid" 2>/dev/null
        kill -CONT "$pid" 2>/dev/null
        i=0
        while kill -0 "$pid" 2>/dev/null && [ "$i" -lt "$grace" ]; do sleep 0.05; i=$((i + 50)); done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        """;

    private readonly Process _shell;
    private readonly string _outputPath;

    private GuardedProcess(Process shell, int pid, string outputPath) => (_shell, Pid, _outputPath) = (shell, pid, outputPath);

    /// <summary>Id of the process itself.</summary>
    public int Pid { get; }

    /// <summary>Whether the process still exists and isn't a zombie.</summary>
    public bool Running
    {
        get
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{Pid}/stat");
                return stat[stat.LastIndexOf(')') + 2] != 'Z';
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Starts <paramref name="command"/> with its output going to <paramref name="outputPath"/>.</summary>
    /// <exception cref="InvalidOperationException">The shell could not start it.</exception>
    public static async Task<GuardedProcess> StartAsync(
        IReadOnlyList<string> command, string outputPath, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? grace = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        var graceMs = (int)(grace ?? TimeSpan.FromSeconds(2)).TotalMilliseconds;
        foreach (var argument in (string[])["-c", Guard, "guard", outputPath, graceMs.ToString(CultureInfo.InvariantCulture), .. command])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        var line = await shell.StandardOutput.ReadLineAsync();
        if (!int.TryParse(line, CultureInfo.InvariantCulture, out var pid))
            throw new InvalidOperationException($"'{command[0]}' did not start; see {outputPath}.");
        return new GuardedProcess(shell, pid, outputPath);
    }

    /// <summary>The last lines of its output, to show why it ended.</summary>
    public string Tail(int lines)
    {
        try
        {
            return string.Join(" | ", File.ReadLines(_outputPath).TakeLast(lines));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Ends the process, killing it when it takes longer than its grace.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
