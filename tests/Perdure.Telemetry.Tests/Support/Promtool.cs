using System.Diagnostics;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>Prometheus' own tool.</summary>
internal static class Promtool
{
    /// <summary>Runs it in a folder; its exit code and all that it said.</summary>
    public static async Task<(int Exit, string Said)> RunAsync(string folder, params string[] args)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (promtool.ExitCode, await output + await errors);
    }
}
