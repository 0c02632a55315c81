using System.Diagnostics;
using System.Globalization;
using Perdure.Torture.Rig;

namespace Perdure.Torture;

/// <summary>Makes the network, runs the torture inside it, and takes the network away again.</summary>
internal static class Outside
{
    private const int Hosts = 3;

    public static async Task<int> RunAsync(int seconds, ulong seed, string? folder, bool control)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"pt{Environment.ProcessId}");
        var home = folder ?? Directory.CreateTempSubdirectory("perdure-torture-").FullName;
        Directory.CreateDirectory(home);
        int exitCode;
        using (var network = new Network(name, Hosts))
        {
            string[] command =
            [
                .. Network.Inside(network.Hub, Path.Combine(AppContext.BaseDirectory, "perdure-torture"), "inside"), "--network", name,
                "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--folder", home,
                .. (string[])(control ? ["--control"] : []),
            ];
            using var inside = Process.Start(new ProcessStartInfo(command[0], command[1..])) ?? throw new InvalidOperationException("ip did not start");
            await inside.WaitForExitAsync();
            exitCode = inside.ExitCode;
        }

        if (exitCode == 0 && folder is null)
            Directory.Delete(home, recursive: true);
        else
            System.Console.WriteLine($"logs: {home}");
        return exitCode;
    }
}
