using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Perdure.Coordination.Tests.Support;

/// <summary>A real etcd process: killed, stopped, continued and started again at the same place. Killed at the end whatever happens.</summary>
internal sealed class EtcdProcess : IDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly string[] _arguments;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private Process? _process;

    public EtcdProcess(string[] arguments)
    {
        _arguments = arguments;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>Where the program is; null where it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, "etcd")).FirstOrDefault(File.Exists);

    public bool Running => _process is { HasExited: false };

    /// <summary>The last lines that it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("etcd is not installed"), _arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // Two processors for all the tests of a machine: an etcd needs no more threads than that.
        start.Environment["GOMAXPROCS"] = "2";
        lock (_lock)
        {
            if (Running) return;
            _process?.Dispose();
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process) return;
            process.Kill();
            process.WaitForExit(5000);
        }
    }

    /// <summary>SIGSTOP, and waits until every thread of it stands: it keeps its connections and answers nothing.</summary>
    public void Pause()
    {
        Signal(SigStop);
        SpinWait.SpinUntil(Stands, TimeSpan.FromSeconds(10));
    }

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(SigCont);

    public void Dispose()
    {
        Kill();
        lock (_lock)
        {
            _process?.Dispose();
            _process = null;
        }
    }

    // The state follows the name, which is in parentheses and may hold spaces; T is stopped.
    private bool Stands()
    {
        if (_process is not { HasExited: false } process) return true;
        try
        {
            return Directory.GetDirectories($"/proc/{process.Id}/task").All(task => File.ReadAllText(Path.Combine(task, "stat")).Split(") ")[^1].StartsWith('T'));
        }
        catch (IOException)
        {
            // A thread ended while it was looked at.
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            if (_lines.Count == 50) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    private void Signal(int signal)
    {
        lock (_lock)
        {
            if (_process is { HasExited: false } process) _ = SendSignal(process.Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
