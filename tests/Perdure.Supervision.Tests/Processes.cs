using Perdure.Model;

namespace Perdure.Supervision.Tests;

/// <summary>Real processes for tests.</summary>
internal static class Processes
{
    /// <summary>A process that sleeps until it is told to end.</summary>
    public static SupervisedProcess Sleeper(string instance = "catalog-1", string seconds = "1000") => Of(instance, ["sleep", seconds]);

    public static SupervisedProcess Shell(string script, RestartPolicy restart = RestartPolicy.Always) =>
        Of("catalog-1", ["sh", "-c", script], restart);

    /// <summary>Whether a process is there and isn't just waiting to be buried.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The same with another time to end in.</summary>
    public static SupervisedProcess StoppedWithin(this SupervisedProcess process, TimeSpan timeout) =>
        process with { Process = process.Process with { StopTimeout = timeout } };

    private static SupervisedProcess Of(string instance, string[] command, RestartPolicy restart = RestartPolicy.Always) =>
        new("catalog", instance, new ProcessModel
        {
            Command = [.. command],
            Restart = restart,
            WorkingDirectory = Path.GetTempPath(),
            // Most end when they are told to; how long that takes is the machine's business.
            StopTimeout = TimeSpan.FromMinutes(1),
        });
}
