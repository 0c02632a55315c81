using System.Diagnostics;

namespace Perdure.Torture.Rig;

/// <summary>Runs short commands of the system to their end.</summary>
internal static class Shell
{
    /// <summary>Runs a command.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public static string Run(params string[] command)
    {
        var (exitCode, output) = Try(command);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)}: {output.Trim()}");
    }

    /// <summary>Runs a command that may fail.</summary>
    public static (int ExitCode, string Output) Try(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
