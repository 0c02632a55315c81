using System.Diagnostics;
using Perdure.Supervision.Guarding;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision;

/// <summary>
/// A command that runs in the place of this process: it has its input and outputs, but a process group of its own, which is ended as a whole.
/// A guardian kills it when this process is killed. Thread-safe. Linux and macOS.
/// </summary>
public sealed class ForegroundCommand
{
    private readonly Task _exited;

    private ForegroundCommand(int pid, Task exited, Task<int> ended)
    {
        Pid = pid;
        _exited = exited;
        Ended = ended;
    }

    /// <summary>Its id and that of its group.</summary>
    public int Pid { get; }

    /// <summary>Completes with the exit code (128 and the signal, when one ended it) when it has ended and nothing of its group is left.</summary>
    public Task<int> Ended { get; }

    /// <summary>Starts it.</summary>
    /// <param name="command">Program and arguments; no shell is involved.</param>
    /// <param name="environment">What is added to the environment of this process.</param>
    /// <param name="guardian">Who kills it when this process cannot.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system can't start the command.</exception>
    public static ForegroundCommand Start(
        IReadOnlyList<string> command, IEnumerable<KeyValuePair<string, string>> environment, GuardianLink guardian)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(guardian);
        var start = SessionStart.Of(command);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The system started no process.");
        guardian.Add(process.Id);
        var exited = process.WaitForExitAsync();
        return new ForegroundCommand(process.Id, exited, WaitAsync(process, exited, guardian));
    }

    /// <summary>Sends a signal to its group; nothing when it has ended.</summary>
    public void Signal(ProcessSignal signal)
    {
        // Once it has ended its id may belong to somebody else. There is no group yet before setsid has run, and never where there is no setsid.
        if (!_exited.IsCompleted && !ProcessSignals.SendToGroup(Pid, signal)) ProcessSignals.Send(Pid, signal);
    }

    /// <summary>SIGTERM to the group, <paramref name="grace"/>, SIGKILL to the group; returns when it has ended.</summary>
    /// <param name="grace">How long it may take to end; zero: SIGKILL at once.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (grace > TimeSpan.Zero)
        {
            Signal(ProcessSignal.Terminate);
            // One that was stopped (SIGSTOP) hears of SIGTERM only when it goes on.
            Signal(ProcessSignal.Continue);
            await Task.WhenAny(Ended, Task.Delay(grace, time));
        }

        Signal(ProcessSignal.Kill);
        return await Ended;
    }

    private static async Task<int> WaitAsync(Process process, Task exited, GuardianLink guardian)
    {
        await exited;
        // What it left in its group goes with it: nobody would answer for it.
        ProcessSignals.SendToGroup(process.Id, ProcessSignal.Kill);
        guardian.Remove(process.Id);
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }
}
