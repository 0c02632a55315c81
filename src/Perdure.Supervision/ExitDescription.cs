namespace Perdure.Supervision;

/// <summary>Says in words how a process ended.</summary>
internal static class ExitDescription
{
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE",
        [9] = "SIGKILL", [11] = "SIGSEGV", [13] = "SIGPIPE", [14] = "SIGALRM", [15] = "SIGTERM", [24] = "SIGXCPU", [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    /// <param name="code">Exit code; 128 and the number of the signal for a process that a signal ended, as shells have it.</param>
    public static string Of(int code) => code switch
    {
        126 => "code 126 (the command can't be executed)",
        127 => "code 127 (the command was not found)",
        > 128 and <= 192 => Signals.GetValueOrDefault(code - 128, $"signal {code - 128}"),
        _ => $"code {code}",
    };
}
