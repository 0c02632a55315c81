using System.Runtime.InteropServices;

namespace Perdure.Gauntlet.Hosts;

/// <summary>Sends signals to processes that this program started. Linux numbers, as in signal(7).</summary>
public static partial class Signals
{
    /// <summary>Ends a process at once.</summary>
    public const int Kill = 9;

    /// <summary>Asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>Lets a stopped process go on.</summary>
    public const int Continue = 18;

    /// <summary>Stops a process without its doing: it keeps its sockets and answers nothing.</summary>
    public const int Stop = 19;

    /// <summary>Sends <paramref name="signal"/>; false when there is no such process any more.</summary>
    public static bool Send(int pid, int signal) => pid > 1 && SendSignal(pid, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
