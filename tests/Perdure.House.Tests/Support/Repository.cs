using System.Diagnostics;

namespace Perdure.House.Tests.Support;

/// <summary>The files of the repository that this test was built from.</summary>
internal static class Repository
{
    private static readonly string[] s_generated =
        ["bin", "obj", "artifacts", "data", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules"];

    private static readonly Lazy<string[]> s_files = new(FindFiles);

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that belongs to the repository, relative to <see cref="Root"/>, with forward slashes.</summary>
    public static IReadOnlyList<string> Files => s_files.Value;

    /// <summary>The files with this ending in these folders; in the whole repository when none is named.</summary>
    public static IReadOnlyList<string> FilesOf(string ending, params string[] folders) =>
    [
        .. Files.Where(file => file.EndsWith(ending, StringComparison.Ordinal) &&
            (folders.Length == 0 || folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)))),
    ];

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>The lines of a file.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(PathOf(file));

    /// <summary>The absolute path of a file.</summary>
    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Perdure.slnx")))
                return at.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    // What git knows or would take; without git (an unpacked archive), everything that no build made.
    private static string[] FindFiles() =>
        [.. (FromGit() ?? FromDisk()).Where(file => File.Exists(PathOf(file))).Order(StringComparer.Ordinal)];

    private static string[]? FromGit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var complaints = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            _ = complaints.Result;
            var files = output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return git.ExitCode == 0 && files.Length > 0 ? files : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> FromDisk() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(file => file.Split('/') is var parts && !parts.Any(part => s_generated.Contains(part) || part is ".git" or ".vs" or ".idea"));
}
