using System.Diagnostics;
using System.Globalization;

namespace Perdure.Torture.Tests;

/// <summary>
/// Two minutes of torture: three real etcd and three nodes in network namespaces, killed, stopped, cut off and given wrong clocks.
/// <c>bench/torture.sh</c> does it for hours.
/// </summary>
public sealed class TortureTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Two_minutes_of_faults_never_makes_two_leaders_and_all_nodes_agree_afterwards()
    {
        // Another run, another story; the seed is in the output, and can be asked for again.
        var seed = Environment.GetEnvironmentVariable("PERDURE_SEED") ?? (Environment.ProcessId % 100_000).ToString(CultureInfo.InvariantCulture);
        var (exitCode, output) = await RunAsync("--seconds", "120", "--seed", seed);
        Assert.True(exitCode == 0, output);
        Assert.Contains(" 0 findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_that_never_look_at_the_clock_are_found()
    {
        var (exitCode, output) = await RunAsync("--seconds", "12", "--seed", "1", "--control");
        Assert.True(exitCode == 1, output);
        Assert.Contains("two believed to lead", output, StringComparison.Ordinal);
        // The store itself is not deceived: their tokens are no longer accepted.
        Assert.DoesNotContain("two were accepted", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        Assert.True(Environment.UserName == "root", "network namespaces take root; run the tests as root, or in a container of their own");
        var folder = Directory.CreateTempSubdirectory("perdure-torture-");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perdure-torture"), ["run", .. args, "--folder", folder.FullName])
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
