using System.Text;
using Perdure.Model;

namespace Perdure.Telemetry.Runbooks;

/// <summary>
/// The runbooks of a node: the built-in ones, and the files beside the system file that its rules name. Files elsewhere are not read, nor what links lead
/// to elsewhere. Thread-safe.
/// </summary>
/// <param name="model">The plan in force.</param>
/// <param name="directory">The directory of the system file; null: only the built-in ones.</param>
public sealed class RunbookShelf(Func<SystemModel> model, string? directory)
{
    private const int FilesMax = 200;

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Runbook> All()
    {
        var all = BuiltInRunbooks.All.ToDictionary();
        foreach (var (name, file) in Files())
        {
            if (Read(name, file) is { } own)
                all[name] = own;
        }

        return [.. all.Values.OrderBy(runbook => runbook.Name, StringComparer.Ordinal)];
    }

    /// <summary>The one with this name; null when there is none, or when its file cannot be read.</summary>
    public Runbook? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (Files().TryGetValue(name, out var file) ? Read(name, file) : null) ?? BuiltInRunbooks.All.GetValueOrDefault(name);
    }

    /// <summary>The name under which the runbook of a rule is found: the name of the file without its ending; null for a url.</summary>
    public static string? NameOf(string? runbook) =>
        runbook is null || runbook.Contains("://", StringComparison.Ordinal) || Path.GetFileNameWithoutExtension(runbook) is not { Length: > 0 } name ? null : name;

    // A reload changes them.
    private Dictionary<string, string> Files()
    {
        var files = new Dictionary<string, string>();
        if (directory is null)
            return files;
        foreach (var rule in model().Alerts)
        {
            if (files.Count < FilesMax && rule.Runbook is { } path && Path.IsPathRooted(path) && NameOf(path) is { } name)
                files.TryAdd(name, path);
        }

        return files;
    }

    private Runbook? Read(string name, string path)
    {
        try
        {
            if (RealPath.Of(directory!) is not { } inside || RealPath.Of(path) is not { } real || !real.StartsWith(inside.TrimEnd('/') + "/", StringComparison.Ordinal))
                return null;
            using var file = File.OpenHandle(real);
            var length = RandomAccess.GetLength(file);
            if (length > RunbookParser.LengthMax)
                return null;
            var bytes = new byte[length];
            var read = RandomAccess.Read(file, bytes, 0);
            return RunbookParser.Parse(name, Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF'));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
