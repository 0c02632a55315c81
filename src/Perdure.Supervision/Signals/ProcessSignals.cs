using System.Runtime.InteropServices;

namespace Perdure.Supervision.Signals;

/// <summary>Sends signals to processes and process groups (POSIX <c>kill(2)</c>): Linux and macOS.</summary>
public static partial class ProcessSignals
{
    /// <summary>Sends a signal to one process.</summary>
    /// <returns>False when there is no such process or it may not be signalled.</returns>
    public static bool Send(int pid, ProcessSignal signal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        return Kill(pid, NumberOf(signal)) == 0;
    }

    /// <summary>Sends a signal to every process of a group.</summary>
    /// <param name="leader">Process id of the leader, which is the id of the group; the leader may have ended already.</param>
    /// <param name="signal">What to send.</param>
    /// <returns>False when the group has no process or none of them may be signalled.</returns>
    public static bool SendToGroup(int leader, ProcessSignal signal)
    {
        // To kill(2), -1 means every process there is.
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        return Kill(-leader, NumberOf(signal)) == 0;
    }

    private static int NumberOf(ProcessSignal signal) => signal switch
    {
        ProcessSignal.Terminate => 15,
        ProcessSignal.Interrupt => 2,
        ProcessSignal.Kill => 9,
        ProcessSignal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        ProcessSignal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
