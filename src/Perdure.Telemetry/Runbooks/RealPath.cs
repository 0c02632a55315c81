namespace Perdure.Telemetry.Runbooks;

/// <summary>Where a path leads when all symbolic links in it are followed.</summary>
internal static class RealPath
{
    // As many as the kernel follows.
    private const int LinksMax = 40;

    /// <summary>The path without links; null when it does not exist or leads in circles.</summary>
    public static string? Of(string path)
    {
        var links = 0;
        var real = Path.GetPathRoot(path) ?? "/";
        var left = new Stack<string>(Path.GetFullPath(path)[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            var info = new FileInfo(next);
            if (info.LinkTarget is { } target)
            {
                if (++links > LinksMax)
                    return null;
                if (Path.IsPathRooted(target))
                    real = Path.GetPathRoot(target)!;
                foreach (var one in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse().Where(one => one != "."))
                    left.Push(one);
                continue;
            }

            if (!info.Exists && !Directory.Exists(next))
                return null;
            real = next;
        }

        return real;
    }
}
