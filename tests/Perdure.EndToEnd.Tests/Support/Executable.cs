using System.Diagnostics;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>What was built, as programs.</summary>
internal static class Executable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <summary>The gateway.</summary>
    public static string Perdure => Built("perdure");

    /// <summary>The example.</summary>
    public static string Shop => Built("Shop");

    /// <summary>The tests' own instance: see <see cref="Instances.EntryPoint"/>.</summary>
    public static string Instance => Built("Perdure.EndToEnd.Tests");

    public static ProcessStartInfo Command(string file, string folder, params string[] args)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PERDURE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        // Tables of a width that needs no breaking of lines.
        start.Environment["COLUMNS"] = "240";
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    /// <summary>Runs a command of the gateway's executable to its end.</summary>
    public static async Task<CommandOutcome> RunAsync(string folder, params string[] args)
    {
        using var process = Process.Start(Command(Perdure, folder, args))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(Timeout, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"perdure {string.Join(' ', args)} did not end");
        }

        return new CommandOutcome(process.ExitCode, await output, await error);
    }

    private static string Built(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
