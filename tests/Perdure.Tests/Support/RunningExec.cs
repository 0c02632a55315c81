using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Perdure.Tests.Support;

/// <summary>A <c>perdure exec</c> that runs as a process of its own, until disposed, and the lines that its command writes.</summary>
internal sealed class RunningExec : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    public RunningExec(string folder, string admin, params string[] args)
    {
        _process = Process.Start(Executable.Command(Executable.Path, folder, ["exec", "--admin", admin, .. args]))!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Output => [.. _output];

    public string Error => string.Join('\n', _error);

    public bool HasExited => _process.HasExited;

    /// <summary>The command's lines up to the one with this number, from 1.</summary>
    public async Task<string> LineAsync(int number)
    {
        await Eventually.TrueAsync(() => _output.Count >= number, () => $"line {number} of {string.Join('|', Output)}; {Error}");
        return Output[number - 1];
    }

    public void Signal(string name) => Signal(name, _process.Id);

    public static void Signal(string name, int pid)
    {
        using var kill = Process.Start("kill", ["-" + name, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public static bool Lives(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    public async Task<int> EndAsync()
    {
        await Eventually.TrueAsync(() => _process.HasExited, () => $"still runs: {Error}");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The guardian ends the command.
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
