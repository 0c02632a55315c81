using System.Globalization;

namespace Perdure.Supervision.Guarding;

/// <summary>When a process started: together with its id it names a process for good, since ids are used again.</summary>
internal static class ProcessStartTime
{
    /// <summary>Index of <c>starttime</c> (field 22 of proc_pid_stat(5)) among the fields after the command's name.</summary>
    private const int StartTimeIndex = 19;

    /// <summary>In clock ticks since the boot; null when there is no such process (or no /proc).</summary>
    public static long? Of(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static long? Parse(string stat)
    {
        // The name stands in brackets and may itself hold brackets and blanks: what follows the last one is regular.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeIndex && long.TryParse(fields[StartTimeIndex], CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
    }
}
