namespace Perdure.Completion;

/// <summary>
/// The completion scripts, one a shell. They ask the executable itself (the <c>[suggest]</c> directive), so they never fall behind it,
/// and leave file names to the shell.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>The shells there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of one of <see cref="Shells"/>.</summary>
    public static string For(string shell)
    {
        var name = "perdure." + shell;
        using var stream = typeof(CompletionScripts).Assembly.GetManifestResourceStream(name) ??
            throw new InvalidOperationException($"The executable was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
