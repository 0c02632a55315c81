using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>A process of a test, ended with it whatever happens.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private const int LinesMax = 20_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public RunningProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it wrote to both streams.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>The end of <see cref="Log"/>.</summary>
    public string LogTail => string.Join('\n', _lines.TakeLast(60));

    /// <summary>The most memory that it has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            // VmHWM:     84564 kB
            var line = File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    public void Send(ProcessSignal signal) => Assert.True(ProcessSignals.Send(Pid, signal), $"process {Pid} can't be signalled");

    /// <summary>Sends a signal that the product has no need to send.</summary>
    public void Send(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until it has written this: whoever sees by other means what has happened may see it before the line has come.</summary>
    public Task WritesAsync(string text) => Eventually.TrueAsync(() => Log.Contains(text, StringComparison.Ordinal), $"it writes \"{text}\"");

    /// <summary>Waits until it has ended and all it wrote has been read.</summary>
    public async Task EndedAsync(TimeSpan? within = null)
    {
        await Eventually.TrueAsync(() => _process.HasExited, $"process {Pid} ends", within);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesMax) _lines.TryDequeue(out _);
    }
}
