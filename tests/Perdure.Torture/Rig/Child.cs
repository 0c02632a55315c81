using System.Diagnostics;
using Perdure.Supervision.Signals;

namespace Perdure.Torture.Rig;

/// <summary>A process of the torture that can be killed, stopped, continued and started again. Its output goes to a file.</summary>
internal sealed class Child(string name, string folder, string[] command, IReadOnlyDictionary<string, string>? environment = null) : IDisposable
{
    private Process? _process;

    /// <summary>What the torture calls it.</summary>
    public string Name => name;

    /// <summary>Where its output is.</summary>
    public string LogFile { get; } = Path.Combine(folder, name + ".log");

    /// <summary>Whether it runs (or is stopped by a signal).</summary>
    public bool Running => _process is { HasExited: false };

    /// <summary>Starts it, if it does not run.</summary>
    public void Start()
    {
        if (Running)
            return;
        _process?.Dispose();
        // The shell gives way to the command at once, so that the process is the command itself.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogFile, .. command])
        {
            WorkingDirectory = folder,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public void Kill()
    {
        if (!Running)
            return;
        ProcessSignals.Send(_process!.Id, ProcessSignal.Kill);
        _process.WaitForExit();
    }

    /// <summary>SIGSTOP: it hangs, its connections stay open.</summary>
    public void Stop() => Send("STOP");

    /// <summary>SIGCONT.</summary>
    public void Continue() => Send("CONT");

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    private void Send(string signal)
    {
        if (Running)
            Shell.Try("kill", "-" + signal, _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
