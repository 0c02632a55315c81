using System.Diagnostics;

namespace Perdure.Supervision;

/// <summary>Starts commands in a session and process group of their own, without a shell.</summary>
internal static class SessionStart
{
    /// <summary>
    /// setsid(1) makes the session and then becomes the command, so the process keeps its id and leads its group. Where it is
    /// missing the process stays in the group of the node, and only it, not its children, can be signalled.
    /// </summary>
    private static readonly string? Setsid = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, "setsid"))
        .FirstOrDefault(File.Exists);

    public static ProcessStartInfo Of(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo { FileName = Setsid ?? command[0], UseShellExecute = false };
        foreach (var argument in Setsid is null ? command.Skip(1) : command) start.ArgumentList.Add(argument);
        return start;
    }
}
