using System.Collections.Concurrent;
using System.Diagnostics;

namespace Perdure.Durability.Tests.Support;

/// <summary>This assembly as a process of its own. Disposed, it is killed.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;
    private readonly Task _reading;

    public TestProcess(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("not started");
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    /// <summary>The whole lines that it has written.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public bool HasExited => _process.HasExited;

    /// <summary>What it complained of.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Kills it with SIGKILL and reads what it had written until then.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        // The last piece may be half of a line: it was not said.
        var text = "";
        var buffer = new char[4096];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            text += new string(buffer, 0, read);
            var lines = text.Split('\n');
            foreach (var line in lines[..^1]) _lines.Enqueue(line);
            text = lines[^1];
        }
    }
}
