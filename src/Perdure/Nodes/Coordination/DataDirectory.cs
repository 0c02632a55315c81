using Perdure.Commands;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// The directory of what a node keeps on disk (<c>node.data</c>). One node at a time: it is locked while the node lives. A directory that
/// cannot be written is no error, because the data plane needs none: the node then keeps nothing, and says so.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // What is kept holds what operators applied, which may hold secrets.
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnDirectory = OwnFile | UnixFileMode.UserExecute;

    private readonly Lock _gate = new();
    private FileStream? _lock;
    private bool _disposed;

    private DataDirectory(string? path, string? problem, FileStream? held) => (Path, Problem, _lock) = (path, problem, held);

    /// <summary>Where it is; null when it cannot be written.</summary>
    public string? Path { get; }

    /// <summary>Why it cannot be written and what to do; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>Whether it is locked for this node; not yet while the process before still has it.</summary>
    public bool Held
    {
        get
        {
            lock (_gate)
                return _lock is not null;
        }
    }

    /// <summary>Makes and locks it.</summary>
    /// <param name="path">The directory; when it does not exist yet, it is made for this process' user alone.</param>
    /// <param name="shared">Whether another process may hold it for the moment, because this one takes over from it. It is locked as soon as that one is gone.</param>
    /// <param name="time">The clock by which that is looked for; null for the system's.</param>
    /// <exception cref="CommandException">Another node has it.</exception>
    public static DataDirectory Open(string path, bool shared = false, TimeProvider? time = null)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnDirectory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Unwritable(path, refused);
        }

        var name = System.IO.Path.Combine(path, "node.lock");
        try
        {
            return new DataDirectory(path, null, Lock(name));
        }
        catch (UnauthorizedAccessException refused)
        {
            return Unwritable(path, refused);
        }
        catch (IOException refused) when (!File.Exists(name))
        {
            return Unwritable(path, refused);
        }
        catch (IOException) when (shared)
        {
            var directory = new DataDirectory(path, null, null);
            _ = directory.ClaimAsync(name, time ?? TimeProvider.System);
            return directory;
        }
        catch (IOException taken)
        {
            throw new CommandException(
                $"the data directory {path} is in use by another node; give each node one of its own with node.data in the system file, " +
                "or stop the other one",
                ExitCode.Failed,
                taken);
        }
    }

    /// <summary>Writes a file so that a reader, or a start after a crash, finds the old content or the new, never a part.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        var part = path + ".part";
        using (var file = new FileStream(part, Options(FileMode.Create, FileAccess.Write)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Makes a file for this process' user alone, unless it is there; for those who would make it readable by all.</summary>
    public static void MakeOwn(string path)
    {
        try
        {
            new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Whoever needs the file says what is wrong with it.
        }
    }

    /// <summary>Unlocks it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _lock?.Dispose();
            _lock = null;
        }
    }

    // Until the process before has gone: from then on nobody else may have the directory.
    private async Task ClaimAsync(string name, TimeProvider time)
    {
        while (true)
        {
            await Task.Delay(LookEvery, time);
            lock (_gate)
            {
                if (_disposed)
                    return;
                try
                {
                    _lock = Lock(name);
                    return;
                }
                catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
                {
                    // It finishes what it has in flight.
                }
            }
        }
    }

    private static FileStream Lock(string name) => new(name, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));

    private static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        return options;
    }

    private static DataDirectory Unwritable(string path, Exception refused) => new(
        null,
        $"cannot write the data directory {path}: {refused.Message} What operators change will not outlast a restart of the node; " +
        "name a directory that it may write with node.data in the system file",
        null);
}
