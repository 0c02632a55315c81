using System.Diagnostics;
using System.Globalization;

namespace Perdure.Torture.Tests.Durable;

/// <summary>A few kills of a gateway that has accepted requests. <c>bench/durable-torture.sh</c> does a hundred, and PostgreSQL too.</summary>
public sealed class DurableTortureTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Kills_lose_nothing_that_was_acknowledged_and_let_nothing_happen_twice()
    {
        // Another run, another story; the seed is in the output, and can be asked for again.
        var seed = Environment.GetEnvironmentVariable("PERDURE_SEED") ?? (Environment.ProcessId % 100_000).ToString(CultureInfo.InvariantCulture);

        var (exitCode, output) = await RunAsync("--kills", "3", "--seed", seed);

        Assert.True(exitCode == 0, output);
        Assert.Contains(" 0 findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_that_loses_what_it_flushed_is_found()
    {
        var (exitCode, output) = await RunAsync("--kills", "2", "--seed", "1", "--control", "LyingDisk");

        Assert.True(exitCode == 1, output);
        Assert.Contains("acknowledged and never done", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("perdure-torture-");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perdure-durable-torture"), ["run", .. args, "--folder", folder.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var late = new CancellationTokenSource(Within, TimeProvider.System);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, $"{await output}\n{await error}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            folder.Delete(recursive: true);
        }
    }
}
