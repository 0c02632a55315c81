using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Perdure.Supervision.Guarding;
using Perdure.Supervision.Output;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision;

/// <summary>One run of a supervised process, from its start to the end of its whole group. Thread-safe.</summary>
internal sealed class RunningProcess
{
    /// <summary>How long output may still come after the end, from a process that has left the group but kept the pipe.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Task _exited;

    private RunningProcess(int pid, Task exited, Task<int> ended)
    {
        Pid = pid;
        _exited = exited;
        Ended = ended;
    }

    /// <summary>Its id and that of its group.</summary>
    public int Pid { get; }

    /// <summary>Completes with the exit code when it has ended and nothing of its group is left.</summary>
    public Task<int> Ended { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system can't start the command.</exception>
    public static RunningProcess Start(
        SupervisedProcess target, SupervisorOptions options, GuardianLink guardian, TimeProvider time, ILogger output)
    {
        var start = SessionStart.Of(target.Process.Command);
        start.WorkingDirectory = target.Process.WorkingDirectory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in target.Process.Environment) start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new InvalidOperationException("The system started no process.");
        guardian.Add(process.Id);
        // Nothing is ever typed into it: a command that reads must find the end, not the terminal of the node.
        process.StandardInput.Close();
        var pumps = Task.WhenAll(Pump(process.StandardOutput), Pump(process.StandardError));
        var exited = process.WaitForExitAsync();
        return new RunningProcess(process.Id, exited, WaitAsync(process, exited, pumps, guardian, time));

        Task Pump(StreamReader stream) =>
            OutputPump.RunAsync(stream, options.MaxLineLength, line => output.Output(target.Service, target.Instance, line));
    }

    /// <summary>SIGTERM to the group, <paramref name="timeout"/>, SIGKILL to the group.</summary>
    /// <param name="timeout">How long it may take to end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hard">Cancelled: SIGKILL at once.</param>
    /// <returns>Whether it had to be killed.</returns>
    public async Task<bool> StopAsync(TimeSpan timeout, TimeProvider time, CancellationToken hard)
    {
        Signal(ProcessSignal.Terminate);
        // One that was stopped (SIGSTOP) hears of SIGTERM only when it goes on.
        Signal(ProcessSignal.Continue);
        await Ended.WaitAsync(timeout, time, hard).ContinueWith(static _ => { }, TaskScheduler.Default);
        if (Ended.IsCompleted) return false;
        Signal(ProcessSignal.Kill);
        await Ended;
        return true;
    }

    private static async Task<int> WaitAsync(Process process, Task exited, Task pumps, GuardianLink guardian, TimeProvider time)
    {
        var pid = process.Id;
        await exited;
        // What it left in its group would hold on to its ports and files, and nobody would supervise it.
        ProcessSignals.SendToGroup(pid, ProcessSignal.Kill);
        guardian.Remove(pid);
        await Task.WhenAny(pumps, Task.Delay(OutputGrace, time));
        var code = process.ExitCode;
        process.Dispose();
        return code;
    }

    private void Signal(ProcessSignal signal)
    {
        // Once it has ended its id may belong to somebody else.
        if (_exited.IsCompleted) return;
        // There is no group yet before setsid has run, and never where there is no setsid.
        if (!ProcessSignals.SendToGroup(Pid, signal)) ProcessSignals.Send(Pid, signal);
    }
}
