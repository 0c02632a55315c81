using Perdure.Commands;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// The directory of what a node keeps on disk (<c>node.data</c>). One node at a time: it is locked while the node lives. A directory that
/// cannot be written is no error, because the data plane needs none: the node then keeps nothing, and says so.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "node.lock";

    private FileStream? _lock;

    private DataDirectory(string? path, string? problem, FileStream? held) => (Path, Problem, _lock) = (path, problem, held);

    /// <summary>Where it is; null when it cannot be written.</summary>
    public string? Path { get; }

    /// <summary>Why it cannot be written and what to do; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>Makes and locks it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="shared">Whether another process may hold it for the moment, because this one takes over from it.</param>
    /// <exception cref="CommandException">Another node has it.</exception>
    public static DataDirectory Open(string path, bool shared = false)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Unwritable(path, refused);
        }

        var name = System.IO.Path.Combine(path, LockName);
        try
        {
            return new DataDirectory(path, null, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
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
            return new DataDirectory(path, null, null);
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
        using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>
    /// Locks it, if it is not locked yet and the process that this one took over from has let go of it; to be called now and then. Returns
    /// whether it is locked.
    /// </summary>
    public bool TryHold()
    {
        if (_lock is not null || Path is null)
            return true;
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return true;
    }

    /// <summary>Unlocks it.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private static DataDirectory Unwritable(string path, Exception refused) => new(
        null,
        $"cannot write the data directory {path}: {refused.Message} What operators change will not outlast a restart of the node; " +
        "name a directory that it may write with node.data in the system file",
        null);
}
