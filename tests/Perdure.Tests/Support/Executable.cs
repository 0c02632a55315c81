using System.Diagnostics;

namespace Perdure.Tests.Support;

/// <summary>The built executable, run as a process.</summary>
internal static class Executable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "perdure");

    public static ProcessStartInfo Command(string file, string folder, params string[] args)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PERDURE_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment.Remove("NO_COLOR");
        return start;
    }

    public static Task<ProcessOutcome> RunAsync(string folder, params string[] args) => RunAsync(Command(Path, folder, args));

    public static async Task<ProcessOutcome> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end");
        }

        return new ProcessOutcome(process.ExitCode, await output, await error);
    }
}
