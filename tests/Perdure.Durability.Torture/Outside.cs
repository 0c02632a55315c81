namespace Perdure.Durability.Torture;

/// <summary>Makes a folder for a run, and keeps it when something was found.</summary>
internal static class Outside
{
    public static async Task<int> RunAsync(TortureOptions options, CancellationToken cancel)
    {
        if (options is { Control: NegativeControl.LyingDisk, Engine: not StoreEngine.Sqlite })
        {
            await System.Console.Error.WriteLineAsync("--control lyingdisk takes --engine sqlite: it deletes the log of its file.");
            return 2;
        }

        var own = options.Folder.Length == 0;
        var home = own ? Directory.CreateTempSubdirectory("perdure-torture-").FullName : Directory.CreateDirectory(options.Folder).FullName;
        var exitCode = 1;
        try
        {
            exitCode = await new DurableTorture(options with { Folder = home }, TimeProvider.System).RunAsync(cancel);
        }
        finally
        {
            if (exitCode == 0 && own)
                Directory.Delete(home, recursive: true);
            else
                System.Console.WriteLine($"logs: {home}");
        }

        return exitCode;
    }
}
